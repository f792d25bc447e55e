"""What a start does not wait for: the order of its imports, in processes of their own."""

from __future__ import annotations

import subprocess
import sys


def _process(program: str, *words: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_qt_leaves_no_hook_on_later_imports() -> None:
    """The first line is what makes `bring_in` worth having: where Qt leaves no hook any more, it can go."""
    _process("import builtins; was = builtins.__import__; import PySide6.QtWidgets; assert builtins.__import__ is not was")
    _process(
        "import builtins; was = builtins.__import__; from mhhs_board import qt_import; qt_import.bring_in(); "
        "from mhhs_board.drawing import paint; from mhhs_board.ui import main_window; assert builtins.__import__ is was"
    )
