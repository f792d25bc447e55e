"""A process of its own: the program as a user starts it on a board, told of its first painted picture.

`python -m tests.benchmarks.start_ours BOARD`. Nothing is left out: the bootstrap, the command line and the opening with its
checks are as in `python -m mhhs_board`; only the question whether somebody can see the window is answered with yes.
"""

import os
import sys
import threading

from mhhs_board import _bootstrap
from mhhs_board.program import window as program_window

_bootstrap.ensure()

from mhhs_board.drawing import display  # noqa: E402  importable only once ensure() has returned
from mhhs_board.workspace import Workspace  # noqa: E402
from tests.benchmarks.told import tell  # noqa: E402

LEAST_CARDS = 20
real = program_window.run_window
drawn = 0


def run_window(workspace: Workspace, **_: object) -> int:
    """The real one on a board that is not remembered. `tell` is called when the first picture with cards is finished."""
    from mhhs_board.program import qt_import

    qt_import.bring_in()  # as the real one does before anything else
    from PySide6.QtCore import QTimer

    from mhhs_board.drawing.card import CardPen

    draw = CardPen.draw

    def counted(self: CardPen, *arguments: object, **named: object) -> None:
        global drawn
        drawn += 1
        if drawn == LEAST_CARDS:
            QTimer.singleShot(
                0, lambda: tell(lambda: workspace.glimpse is None)
            )  # comes when the painting under way has ended
        draw(self, *arguments, **named)  # type: ignore[arg-type]

    CardPen.draw = counted  # type: ignore[method-assign]
    return real(workspace, remember=False)


def _give_up() -> None:
    print(f"After half a minute only {drawn} cards had been painted.", file=sys.stderr, flush=True)
    os._exit(1)


watch = threading.Timer(30, _give_up)
watch.daemon = True
watch.start()
display.why_no_window = lambda: ""
program_window.run_window = run_window

from mhhs_board.cli.main import main  # noqa: E402

sys.exit(main(["--board", sys.argv[1]]))
