"""What a start does not wait for: the order of its imports, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def _process(program: str, *words: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.needs_qt
def test_qt_leaves_no_hook_on_later_imports() -> None:
    """The first line is what makes `bring_in` worth having: where Qt leaves no hook any more, it can go."""
    _process("import builtins; was = builtins.__import__; import PySide6.QtWidgets; assert builtins.__import__ is not was")
    _process(
        "import builtins; was = builtins.__import__; from mhhs_board.program import qt_import; qt_import.bring_in(); "
        "from mhhs_board.drawing import paint; from mhhs_board.ui.window import main_window; assert builtins.__import__ is was"
    )


@pytest.mark.needs_qt
def test_reading_a_board_brings_in_nothing_that_only_writing_needs(tmp_path: Path) -> None:
    """A fifth of a second of each start. The window brings it in behind its first picture."""
    board = tmp_path / "board.mhhsboard"
    _process("import sys; from mhhs_board.cli.main import main; sys.exit(main(['new', sys.argv[1]]))", str(board))
    _process(
        "import sys; from pathlib import Path; from mhhs_board.program import boards; from mhhs_board.ui.window import main_window\n"
        "workspace = boards.open_workspace(Path(sys.argv[1]), actor='Ana')\n"
        "workspace.undoable(), workspace.history(), workspace.poll(), workspace.as_at(1)\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "workspace.get_ready()\n"
        "assert 'sqlalchemy' in sys.modules\n",
        str(board),
    )
    for words in (["list"], ["history"]):
        program = (
            "import sys; from mhhs_board.cli.main import main\n"
            "assert main(['-b', *sys.argv[1:]]) == 0\n"
            "assert 'sqlalchemy' not in sys.modules\n"
        )
        assert _process(program, str(board), *words)
