"""Qt brought in without the hook that it leaves on every later import.

PySide6 puts a function of its own in the place of `builtins.__import__`. It reads the source of each module imported from
then on, to learn whether the module asks for `from __feature__ import …`. No module here does, and the reading cost a start
some 30 ms. Whoever is about to import many modules after Qt calls `bring_in()` first.
"""

from __future__ import annotations

import builtins


def bring_in() -> None:
    """Import Qt's widgets with what they need; the import of everything else stays as it was."""
    earlier = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = earlier
