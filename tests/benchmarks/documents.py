"""Documents: the headline report of a meeting like DAG035 in each format, drawn and written, against a second."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from mhhs_board.domain.governance import Action, Item, Meeting, Position
from mhhs_board.domain.record import Record
from mhhs_board.exchange.documents import headline, making
from mhhs_board.exchange.documents.words import Source
from tests.benchmarks.boards import Boards
from tests.benchmarks.frames import share_of
from tests.benchmarks.rounds import Contest, timed
from tests.exchange.documented import board_with, source

SECOND = 1000.0
"""In milliseconds."""
ACTIONS = 10
"""Of the meeting, as many as DAG035 left."""
_SAID = " ".join(["The Chair summarised that the majority of participants supported the change."] * 12)


def _meeting() -> Source:
    """Five items of a page of talk each, eight positions on three of them, and ten actions."""
    records: list[Record] = []
    for number in range(1, 6):
        about = {"purpose": "decision", "artefact": "cr"} if number in (2, 3, 4) else {"purpose": "information"}
        said = f"{_SAID}\n{_SAID}"
        records.append(
            Item(id=f"i{number}", meeting="m2", number=str(number), subject=f"Item {number}", said=said, **about)
        )  # type: ignore[arg-type]
        for speaker in range(8) if number in (2, 3, 4) else ():
            made = f"2027-06-09T09:{speaker:02}:00Z"
            who = f"Party {speaker}"
            records.append(
                Position(id=f"p{number}{speaker}", item=f"i{number}", by=who, support="yes", words=_SAID, made=made)
            )
    for number in range(ACTIONS):
        records.append(Action(id=f"a{number}", ref=f"DAG71-{number:02}", meeting="m2", item="i2", text=_SAID[:200]))
    return source(board_with(*records))


def contests(boards: Boards) -> list[list[Contest]]:
    """One a format."""
    if QGuiApplication.instance() is None:
        from mhhs_board.exchange import files

        files.ready_to_draw()
    from_ = _meeting()
    held = from_.board.of(Meeting)["m2"]

    def contest(suffix: str) -> Contest:
        def drawn() -> None:
            data = making.render(Path(f"report{suffix}"), headline.document(from_, held))
            assert len(data) > 1000, "There is no report."

        return Contest(
            f"report as {suffix}", ACTIONS, share_of(SECOND), lambda: [timed(drawn)], goal=1, note="limit: a second"
        )

    return [[contest(suffix) for suffix in making.WRITERS]]
