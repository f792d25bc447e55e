"""The page of the meetings with an agenda of 500 items and 5,000 positions: painted, gone through, written to."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mhhs_board.domain.board import Board, added
from mhhs_board.domain.governance import Item, Meeting, Position, Seat
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Record
from mhhs_board.operations import registering
from mhhs_board.operations.context import Context
from mhhs_board.ui.registers.meetings import MeetingsPage
from mhhs_board.ui.registers.pages import PAGES
from mhhs_board.workspace import Workspace
from tests.benchmarks.boards import Boards
from tests.benchmarks.canvas import show_now
from tests.benchmarks.frames import share_of
from tests.benchmarks.rounds import Contest, timed
from tests.benchmarks.seen import FRAME, Seen

ITEMS, SEATS = 500, 10
ARTEFACTS = 200
PAINTED = 100.0
"""In milliseconds."""
WRITTEN = 4 * FRAME
"""A key that writes has the disk to wait for."""
KEYS = 20
_WORDS = "It cannot be built before the second release, and nobody has said who pays for it. " * 4


def laid(board: Board, context: Context) -> Entry:
    """The meeting, its seats, its items and what every seat said about each."""
    forum = board.forums[0].id
    cards = [one.id for one in board.artefacts()]
    seats = [Seat(id=f"seat-{number}", forum=forum, constituency=f"Seat {number:02}") for number in range(SEATS)]
    records: list[Record] = [*seats, Meeting(id="meeting-1", forum=forum, number="X001", day="8 December 2026")]
    for number in range(ITEMS):
        about = cards[number % len(cards)] if number % 2 else None
        item = Item(id=f"item-{number}", meeting="meeting-1", number=str(number + 1), subject=_WORDS[:120], artefact=about)
        records.append(item)
        for place, seat in enumerate(seats):
            support = ("yes", "no", "if")[place % 3]
            made = f"2026-11-24T08:{place:02}:00Z"
            blocks = "yes" if place == 4 else "no"
            records.append(
                Position(
                    id=f"position-{number}-{place}",
                    item=item.id,
                    seat=seat.id,
                    by=seat.constituency,
                    support=support,  # type: ignore[arg-type]
                    blocking=blocks,  # type: ignore[arg-type]
                    words=_WORDS,
                    made=made,
                )
            )
    return context.entry("laid", map(added, records))


def _prepare(workspace: Workspace) -> None:
    workspace.run(laid)
    workspace.run(registering.add, kind="action", values={"text": "The newest entry is a small one"})


class Turned:
    """The page in the real window."""

    def __init__(self, boards: Boards) -> None:
        self.seen = Seen(boards, ARTEFACTS, prepare=_prepare)
        self.desk = self.seen.window.desk
        self.number = 1 + [spec.id for spec in PAGES].index(Meeting.KIND)
        self.desk.turn_to(self.number)
        page = self.desk.page
        assert isinstance(page, MeetingsPage)
        self.page = page
        page.list.choose("meeting-1")
        show_now(self.seen.window)
        assert len(page.rows.items) == ITEMS

    def _timed(self, key: Qt.Key, *, positions: bool = False) -> float:
        widget = self.page.panel.table if positions else self.page.agenda
        return timed(lambda: (QTest.keyClick(widget, key), show_now(self.seen.window)))

    def opened(self) -> list[float]:
        """From the key of the page to its picture."""
        self.desk.turn_to(0)
        show_now(self.seen.window)
        return [timed(lambda: (self.desk.turn_to(self.number), show_now(self.seen.window)))]

    def stepped(self) -> list[float]:
        """An item further, with all that stands beside it."""
        self.desk.turn_to(self.number)
        self.page.agenda.setFocus()
        return [self._timed(Qt.Key.Key_Down) for _ in range(KEYS)]

    def said(self) -> Iterator[float]:
        """A seat says something else: written, kept on the disk, and painted."""
        self.desk.turn_to(self.number)
        self.page.panel.table.setFocus()
        for number in range(KEYS // 2):
            self.page.panel.table.choose(number % SEATS)
            before = self.seen.workspace.head.seq
            yield self._timed(Qt.Key.Key_N if number % 2 else Qt.Key.Key_F, positions=True)
            assert self.seen.workspace.head.seq >= before


def contests(boards: Boards) -> list[list[Contest]]:
    """Painted in a tenth of a second, gone through in a frame."""
    turned = Turned(boards)
    size = ITEMS * SEATS
    return [
        [
            Contest("meetings, painted", size, share_of(PAINTED), turned.opened, goal=1, note="limit: 100 ms"),
            Contest("meetings, a key", size, share_of(FRAME), turned.stepped, goal=1, note="limit: a frame"),
            Contest(
                "meetings, a position",
                size,
                share_of(WRITTEN),
                lambda: list(turned.said()),
                goal=1,
                note="limit: four frames, with the disk",
            ),
        ]
    ]
