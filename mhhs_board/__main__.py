"""`python -m mhhs_board`, the installed `mhhs-board`, and the packaged build."""

from __future__ import annotations

import os
import sys

try:
    _here = os.getcwd()
except OSError:  # it is gone
    _here = ""
if sys.path[:1] == [_here] and _here != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
    del sys.path[0]  # with -m the folder that somebody is in goes before all others, and what lies there may be anybody's

from mhhs_board import _bootstrap

_bootstrap.ensure()

from mhhs_board.base import terminal  # noqa: E402  importable only once ensure() has returned
from mhhs_board.cli.main import leave  # noqa: E402
from mhhs_board.cli.main import main as run  # noqa: E402


def main() -> int:
    """Run the command line with streams that take whatever is written to them, also where the process has none."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a packaged build without a console
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  lives as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.excepthook = terminal.tell_fault
    return run()


if __name__ == "__main__":
    leave(main())
