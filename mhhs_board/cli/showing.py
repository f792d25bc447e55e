"""The verbs that show a window, and what stands for it where there is no display."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base import terminal
from mhhs_board.base.litter import temporary_folder
from mhhs_board.base.safe_write import why
from mhhs_board.base.text import shown
from mhhs_board.cli import answers
from mhhs_board.cli.ends import DONE, REFUSED, NoDisplay
from mhhs_board.cli.opening import open_board
from mhhs_board.cli.tables import note, print_lines, terminal_width
from mhhs_board.domain.errors import BoardError, Refused, Unavailable
from mhhs_board.drawing import display
from mhhs_board.exchange import files
from mhhs_board.exchange.files import Sight
from mhhs_board.program import boards
from mhhs_board.program import window as program_window

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


def window(arguments: Namespace) -> int:
    """No verb: the window on the named board, the one shown last, or the user's own."""
    hindrance = display.why_no_window()
    if hindrance:
        raise NoDisplay(hindrance)
    notice = ""
    try:
        workspace = open_board(arguments, window=True)
    except BoardError as error:
        named, last = arguments.board is not None, boards.last_board()
        no_other = named or last is None
        if no_other:
            note(str(error))  # before the dialog: whoever reads a terminal or a log waits for nobody
        path = boards.located(arguments.board) if named else last or boards.own_board()
        if done := program_window.put_back_instead(path, error, always=no_other, actor=arguments.actor or ""):
            return program_window.run_window(open_board(arguments, window=True), done=done)
        if no_other:
            return REFUSED
        workspace = open_board(arguments)  # the one shown last must not keep its user from a window
        notice = f"{error} Your own board is shown instead."
    return program_window.run_window(workspace, notice=notice)


def demo(arguments: Namespace) -> int:
    """`demo`: the example on a board of its own that is gone afterwards; without a display as text and files."""
    if arguments.board is not None:
        raise Refused("demo lays out the example on a board of its own, so it takes no --board.")
    with temporary_folder() as folder:
        path = folder / f"example{boards.EXTENSION}"
        boards.create_board(path, boards.EXAMPLE, example=True)
        workspace = boards.open_workspace(path, read_only=arguments.read_only, actor=arguments.actor or "", kept=False)
        hindrance = display.why_no_window()
        if not hindrance:
            return program_window.run_window(workspace, remember=False)
        try:
            return _demo_as_text(workspace, Path("out"), hindrance if display.has_display() else "")
        finally:
            workspace.close()


def _demo_as_text(workspace: Workspace, out: Path, missing_for_window: str) -> int:
    sight = Sight.now(workspace)
    terminal.say(f"{shown(workspace.board.details.name)}\n")
    print_lines(answers.grid_lines(sight, min(terminal_width(), 132)))
    why_none = "No window could be opened" if missing_for_window else "There is no display for the window"
    terminal.say(f"\n{why_none}, so here is the board as text. {missing_for_window}".rstrip())
    if out.is_symlink():  # whoever made it says where the files would go, and nobody named them
        raise Refused(f"{out} here is a link to somewhere else, so nothing was written. Go to another folder.")
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {out} cannot be made: {why(error)}. Go to another folder.") from error
    written = []
    missing = display.missing_for_pictures()
    if missing:
        terminal.say(f"No pictures were made. {missing}")
    else:
        for theme in ("light", "dark"):
            files.export(workspace, sight, out / f"board-{theme}.png", theme=theme, follow=False)
            written.append(f"board-{theme}.png")
    for name in ("board.csv", "board.json", "board.md"):
        files.export(workspace, sight, out / name, follow=False)
        written.append(name)
    terminal.say(f"Written to {out.absolute()}: {', '.join(written)}")
    return DONE


def self_test(arguments: Namespace) -> int:
    """`self-test`: whether this program does its work on this machine."""
    from mhhs_board.program import selftest

    return selftest.run()
