"""What goes into files: a look at a board, and exports of it.

Shared by the command line and the window; which format a file has is known to `exchange` alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mhhs_board.base.text import folded
from mhhs_board.domain import dates, leaving, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Damaged, Refused, Unavailable
from mhhs_board.domain.query.doubts import doubts
from mhhs_board.domain.query.query import parse
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing import display

if TYPE_CHECKING:
    from mhhs_board.domain.journal import Entry
    from mhhs_board.exchange.sheet import Sheet
    from mhhs_board.workspace import Workspace


class Sight(msgspec.Struct, frozen=True):
    """A board as somebody looks at it: now or at an earlier moment `at` (UTC text), on the day that it was then. `past`:
    that moment was asked for. `mark` is the hash of its newest entry, in hex digits; empty where nobody knows it."""

    board: Board
    today: date
    at: str
    past: bool = False
    mark: str = ""

    @classmethod
    def now(cls, workspace: Workspace) -> Sight:
        """The board as it is."""
        board = workspace.board
        return cls(board, workspace.today, workspace.context().now, mark=mark_of(workspace, board.seq))

    @property
    def moment(self) -> str:
        """`at` as people read it, in local time; the end of a day is the day."""
        return dates.as_at(self.at)


def mark_of(workspace: Workspace, seq: int) -> str:
    """The hash of an entry of a board's history, in hex digits; empty where there is none."""
    if workspace.head.seq == seq:
        return workspace.head.hash.hex()
    return next((entry.hash.hex() for entry in workspace.entries(seq - 1, seq)), "") if seq else ""


def filtered(workspace: Workspace, sight: Sight, query: str) -> tuple[list[Artefact], list[str]]:
    """The artefacts that a query shows, in reading order, and sentences about what a part of it cannot know or, where it
    shows nothing, may have been meant to say."""
    asked = parse(query)
    test = asked.matcher(sight.board, sight.today, workspace.actor, changed=_changed(workspace, sight, query))
    shown = [artefact for artefact in sight.board.artefacts() if test(artefact)]
    said = asked.notes(sight.board, sight.today, workspace.actor)
    if not shown and asked and (stored := sight.board.count()):
        meant = doubts(asked, sight.board, sight.today)
        without = "is 1 artefact" if stored == 1 else f"are {stored} artefacts"
        said.append(" ".join(["Nothing fits the filter.", *meant, f"Without it there {without}."]))
    return shown, said


def _changed(workspace: Workspace, sight: Sight, query: str) -> dict[str, str]:
    """When each artefact was last touched, where a query may ask for it; else reading the whole history costs too much."""
    if "changed" not in folded(query):
        return {}
    board = sight.board
    touched: dict[str, str] = {}
    for entry in workspace.entries(0, board.seq):
        for change in entry.changes:
            artefact = telling.artefact_of(board, change)
            if artefact:
                touched[artefact] = entry.at
    return touched


def sheet(
    sight: Sight,
    shown: Collection[str] | None,
    query: str = "",
    *,
    classification: str | None = None,
    theme: str = "light",
    private: bool = False,
    entries: tuple[Entry, ...] | None = None,
    paper: str = "",
    density: str = "",
    earlier: Sight | None = None,
) -> Sheet:
    """What every export is made of: these artefacts, or with None all of them, and the query that chose them; `earlier` is
    that since which it is asked what changed.

    Raises Refused for a classification that is longer than a board's own may be.
    """
    from mhhs_board.exchange.sheet import Sheet
    from mhhs_board.operations import typed

    ids = [artefact.id for artefact in sight.board.artefacts()] if shown is None else shown
    marked = None if classification is None else typed.line(classification, "classification")
    said = {"as_at": sight.moment, "at": sight.at, "past": sight.past, "filter": query, "theme": theme, "entries": entries}
    said |= {"paper": paper, "density": density}
    said |= {"mark": sight.mark}
    said |= {"earlier": earlier.board, "since": earlier.moment} if earlier is not None else {}
    return Sheet.of(sight.board, ids, sight.today, classification=marked, private=private, **said)


def export(
    workspace: Workspace,
    sight: Sight,
    path: Path,
    *,
    query: str = "",
    classification: str | None = None,
    theme: str = "light",
    private: bool = False,
    history: bool = False,
    follow: bool = True,
    paper: str = "",
    density: str = "",
    plain: bool = False,
    earlier: Sight | None = None,
) -> list[str]:
    """Write what a query shows to a file, its format by the extension. Returns sentences about what the query cannot know,
    and about what was left out. `history` goes along with all that is `private` and with no query. A link that stands there
    is written through only where the file was named by its user (`follow`). `paper` and `density` are a
    sheet's. A `plain` table is for people; a workbook says what changed since an `earlier` moment.

    Raises Refused where it cannot be written, Unavailable where a picture is asked for and Qt cannot make one.
    """
    from mhhs_board.exchange import formats

    with contextlib.suppress(OSError):  # one that is not there is none
        if os.path.samefile(path, workspace.location):
            raise Refused(f"{path} is the board itself, so nothing was written. Choose another name.")
    if history and (query.strip() or not private):
        raise Refused("The history holds all that was ever written, so it goes with --private and without --filter.")
    suffix = path.suffix.lower()
    if earlier is not None and suffix not in formats.WITH_CHANGES:
        raise Refused(f"What changed since stands in a file that ends in {', '.join(formats.WITH_CHANGES)} alone.")
    if earlier is not None and earlier.board.seq > sight.board.seq:
        raise Refused("--since is later than the board that is written; please turn them round.")
    shown, notes = filtered(workspace, sight, query)
    if suffix in formats.DRAWN:
        ready_to_draw()
    if suffix in formats.AGED and sight.board.pace.day != sight.today:  # a window has learnt it already
        with contextlib.suppress(Damaged):  # ages are compared with nothing then
            for _ in workspace.learn_pace(sight.board, sight.today):
                pass
    entries = tuple(workspace.entries(0, sight.board.seq)) if history else None
    asked = private and suffix not in formats.DRAWN  # a picture has no room for it, and says so
    said = {"classification": classification, "theme": theme, "private": asked, "entries": entries, "earlier": earlier}
    said |= {"paper": paper, "density": density}
    made = sheet(sight, [artefact.id for artefact in shown], query, **said)  # type: ignore[arg-type]
    formats.export(path, made, follow=follow, plain=plain)
    if left := formats.left_out(path, made):
        notes.append(f"{left}; a picture has no room for what is private." if private else f"{left}.")
    return notes


def export_register(workspace: Workspace, sight: Sight, path: Path, kind: str, *, private: bool = False) -> list[str]:
    """Write a register to a table. Returns sentences about what was left out. Raises Refused where it cannot be written."""
    from mhhs_board.base.safe_write import NotWritten, write_file
    from mhhs_board.exchange import register_table

    with contextlib.suppress(OSError):  # one that is not there is none
        if os.path.samefile(path, workspace.location):
            raise Refused(f"{path} is the board itself, so nothing was written. Choose another name.")
    board = sight.board if private else leaving.shared(sight.board)
    try:
        write_file(path, register_table.write(board, kind, private=private))
    except NotWritten as error:
        raise Refused(str(error)) from error
    left = leaving.Left() if private else leaving.left_of(sight.board, register_table.in_use(sight.board, kind))
    return [f"{left.sentence}."] if left.sentence else []


def ready_to_draw() -> None:
    """Have Qt draw pictures, on no screen where no window is open. Raises Unavailable naming what is missing."""
    missing = display.missing_for_pictures()
    if missing:
        raise Unavailable(f"No picture was made. {missing}")
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _kept.append(display.in_our_words(lambda: QGuiApplication(["mhhs-board"])))
    from mhhs_board.drawing.fonts import why_no_letters

    if why := why_no_letters():
        raise Unavailable(f"No picture was made. {why}")


_kept: list[object] = []
"""What Qt needs to live as long as the process."""
