"""How a command line may end."""

from __future__ import annotations

DONE, REFUSED, USAGE, NO_DISPLAY = 0, 1, 2, 3
"""Exit codes: done; refused or failed, with one sentence on standard error; not a command; no display for the window."""


class NoDisplay(Exception):
    """The window was asked for where there is no display; the text says how to go on without one."""
