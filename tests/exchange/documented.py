"""A board with a meeting to draw documents of, and documents read back from each format as the same few things."""

from __future__ import annotations

import html.parser
import io
import re
from typing import Any

import docx

from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import (
    Action,
    Attendance,
    Comment,
    Decision,
    Forum,
    Item,
    Meeting,
    Position,
    Seat,
)
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Details, Escalation, Stage, Workstream
from mhhs_board.exchange.documents.words import Source
from tests.boards import TODAY
from tests.zones import noon

Tables = list[tuple[tuple[str, ...], list[tuple[str, ...]]]]
"""Of each table its head and its rows."""


def board_with(*more: Record) -> Board:
    """Two forums, a meeting of DAG with the ones before and after it, a card, and what else is given."""
    return Board(
        [
            Details(id="board", name="A board", classification="Internal"),
            Workstream(id="lane", name="Smart", rank="a"),
            Stage(id="backlog", name="Backlog", role="backlog", rank="a"),
            Stage(id="review", name="Review", role="review", rank="b"),
            Forum(id="dag", name="Design Advisory Group", short="DAG", level=3),
            Forum(id="psg", name="Programme Steering Group", short="PSG", level=2),
            Seat(id="dno", forum="dag", constituency="DNO"),
            Seat(id="large", forum="dag", constituency="Large Supplier"),
            Seat(id="small", forum="dag", constituency="Small Supplier"),
            Meeting(id="m1", number="DAG070", forum="dag", day="12 May 2027", status="approved"),
            Meeting(
                id="m2",
                number="DAG071",
                forum="dag",
                day="9 June 2027",
                begins="10:00",
                ends="13:00",
                venue="Online",
                status="held",
            ),
            Meeting(id="m3", number="DAG072", forum="dag", day="14 July 2027", begins="10:00"),
            Artefact(
                id="cr", ref="CR090", title="A change", workstream="lane", stage="backlog", version="1.0", owner="Ana"
            ),
            *more,
        ]
    )


def full() -> Board:
    """The same, with a meeting that left something of everything."""
    return board_with(
        Item(id="i1", meeting="m2", number="1", subject="Minutes and actions", purpose="actions", minutes="15", said="All well.\nNo more."),
        Item(
            id="i2", meeting="m2", number="2", subject="CR090 decision", purpose="decision", artefact="cr", minutes="40",
            lead="Ben", reason="change request", said="The impact was told.", outcome="consensus with comments", note="Secret i2",
        ),
        Item(id="i3", meeting="m2", number="3", subject="Updates", purpose="information", consent="block"),
        Position(id="p1", item="i2", seat="dno", by="DNO", support="no", words="Too early.", made="2027-06-09T09:10:00Z", version="1.0"),
        Position(
            id="p2", item="i2", seat="dno", by="DNO", support="yes", timing="not before", not_before="M10", words="After M10.",
            made="2027-06-09T09:20:00Z", version="1.0",
        ),
        Position(
            id="p3", item="i2", seat="large", by="Large Supplier", support="no", blocking="yes", words="No need.",
            made="2027-06-09T09:30:00Z", recorded="01:30:00", version="1.0",
        ),
        Position(id="p4", item="i2", by="IPA", words="Take care.", made="2027-06-09T09:40:00Z", version="1.0"),
        Decision(
            id="d1", ref="DAG-DEC99", meeting="m2", item="i2", artefact="cr", decided="recommend", text="To recommend CR090.",
            authority="Chair under the SRO's delegation", conditions="A test.", recorded="01:35:00", note="Secret d1",
        ),
        Decision(id="d2", ref="DAG-DEC100", meeting="m2", text="To go on."),
        Escalation(id="e1", decision="d1", forum="psg", question="Shall it be done?", raised=noon("2027-06-09")),
        Action(
            id="a1", ref="DAG71-01", meeting="m2", item="i1", text="Share it", organisation="Programme", person="Ana",
            due="14 July 2027", note="Secret a1",
        ),
        Action(id="a2", ref="DAG71-02", meeting="m2", item="i2", organisation="Programme", due="14 July 2027"),
        Action(id="a3", ref="DAG71-03", meeting="m2", item="i2", text="Raise a risk", due="14 July 2027"),
        Action(id="a4", ref="DAG70-02", meeting="m1", text="Look", organisation="IPA", status="replaced", replaced_by="a1"),
        Action(id="a5", ref="DAG70-04", meeting="m1", text="Go on", organisation="IPA", due="ASAP"),
        Action(id="a6", ref="DAG70-05", meeting="m1", text="Long closed", organisation="IPA", status="closed"),
        Action(id="a7", ref="DAG68-06", text="Carried", organisation="Programme", due="12 May 2027"),
        Action(id="a8", ref="PSG12-01", text="Another forum's", organisation="Programme"),
        Attendance(id="w1", meeting="m2", person="Jo", role="Chair"),
        Attendance(id="w2", meeting="m2", person="Ben", seat="dno", how="for somebody", on_behalf_of="Cal"),
        Attendance(id="w3", meeting="m2", person="Fay", role="Lead", organisation="Programme"),
        Attendance(id="w4", meeting="m2", person="Ida", organisation="IPA", how="observer"),
        Attendance(id="w5", meeting="m2", person="Kim", seat="large", how="apologies"),
        Comment(id="c1", artefact="cr", number="1", version="0.9", severity="major", raiser="DNO", person="Zoe", text="Why?"),
        Comment(
            id="c2", artefact="cr", number="2", version="1.0", severity="editorial", raiser="IPA", text="A comma", status="closed",
            disposition="accepted", response="Put in.", note="Secret c2",
        ),
    )  # fmt: skip


def source(board: Board) -> Source:
    """The board without a past."""
    return Source(board, TODAY, lambda kind, record_id: (), lambda seq: board)


# -- reading back ------------------------------------------------------------------------------------------------------


def of_docx(data: bytes) -> Tables:
    """The tables of a DOCX file."""
    found: Tables = []
    for table in docx.Document(io.BytesIO(data)).tables:
        rows = [tuple(" ".join(one.text for one in cell.paragraphs) for cell in row.cells) for row in table.rows]
        found.append((rows[0], rows[1:]))
    return found


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: Tables = []
        self._rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._inside = True
        elif tag in ("p", "li") and self._inside and self._rows[-1][-1]:
            self._rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False
        elif tag == "table":
            head, *rows = map(tuple, self._rows)
            self.tables.append((head, rows))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._rows[-1][-1] += data


def of_html(data: bytes) -> Tables:
    """The tables of a page."""
    page = _Page()
    page.feed(data.decode())
    return page.tables


def of_markdown(data: bytes) -> Tables:
    """The tables of a text in Markdown, as a viewer shows them."""
    found: Tables = []
    before = ""
    for line in data.decode().splitlines():
        if line.startswith("|"):
            inside = re.split(r"(?<!\\)\|", line)[1:-1]
            cells = tuple(
                _shown(one.strip().replace("<br>• ", " ").replace("<br>", " ").removeprefix("• ")) for one in inside
            )
            if not before.startswith("|"):
                found.append((cells, []))
            elif set("".join(cells)) != {"-"}:
                found[-1][1].append(cells)
        before = line
    return found


def _shown(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
