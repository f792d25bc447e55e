"""A process of its own: the program as a user starts it on a board, told of its first painted picture.

`python -m tests.benchmarks.start_ours BOARD`. Nothing is left out: the bootstrap, the command line and the opening with its
checks are as in `python -m mhhs_board`; only the question whether somebody can see the window is answered with yes.
"""

import sys
from collections.abc import Callable

from mhhs_board import _bootstrap

_bootstrap.ensure()

from mhhs_board import app, display  # noqa: E402  importable only once ensure() has returned
from mhhs_board.workspace import Workspace  # noqa: E402
from tests.benchmarks.told import tell  # noqa: E402

real = app.run_window


def run_window(workspace: Workspace, *, remember: bool = True, painted: Callable[[], object] | None = None) -> int:
    """The real one, with `tell` once the board has been painted."""
    return real(workspace, remember=False, painted=_painted)


def _painted() -> None:
    """Only a board with measured cards counts as painted."""
    from PySide6.QtWidgets import QApplication

    from mhhs_board.ui.main_window import MainWindow

    (window,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
    assert len(window.view._painter.pen._kept) >= 20, "The window was shown, but no cards were painted."
    tell()


display.why_no_window = lambda: ""
app.run_window = run_window

from mhhs_board.cli import main  # noqa: E402

sys.exit(main(["--board", sys.argv[1]]))
