"""The boards that every picture, page and snapshot is tried on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Artefact, Blocker, Details, Escalation, Workstream
from mhhs_board.exchange import csv_table
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations.importing.importing import import_rows
from tests.boards import TODAY, act, board_of
from tests.drawing.boards import artefact, board_with

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "sample_artefacts.csv"
STAGES = ("backlog", "in-progress", "l4-review", "dag-review", "approved")
LANES = ("smart", "registrations", "advanced", "unmetered", "elexon")

HOSTILE = (
    "<script>alert(1)</script>", "</article></table><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "&lt;b&gt;",
    "]]><!-- x", "=HYPERLINK(1)", "(a) \\ Tj ET", "%%EOF endobj", "{{7*7}}", "日本語の題名", "العربية עברית", "😀 ✓ Ж é",
    "W" * 300, "a\u0000b", "x" * 1_000_000,
)  # fmt: skip
"""Titles that markup, formulas or PDF operators could be made of; the last two can only come from a damaged file."""


def sample() -> Board:
    """The 60-card sample, imported."""
    board = board_of("l4-bare")
    act(board, import_rows, rows=csv_table.read(SAMPLE.read_bytes()).rows, source=SAMPLE.name)
    assert board.count() == 60
    return board


def many(count: int = 300) -> Board:
    """So many cards over the whole grid, every ninth one blocked and every second of those escalated and overdue."""
    made = [
        artefact(
            number,
            LANES[number % 5],
            STAGES[number // 5 % 5],
            owner="Ana Berg",
            due="30 Nov",
            stage_since="2026-10-01T08:00:00Z",
        )
        for number in range(count)
    ]
    held = [found for found in made[4::9] if found.stage != "approved"]
    blockers = [
        Blocker(id=f"b{found.id}", artefact=found.id, reason="No file format", since="2026-11-01T08:00:00Z")
        for found in held
    ]
    board = board_with(made, blockers)
    raised = {"raised": "2026-11-02T08:00:00Z", "needed_by": "9 Nov", "needed_on": "2026-11-09"}
    forum = board.forums[-1].id
    return Board(
        [*board.all_records(), *(Escalation(id=f"e{b.id}", blocker=b.id, forum=forum, **raised) for b in blockers[::2])]
    )


def hostile() -> Board:
    """One card for each hostile title, in a lane and on a board that are called like the first."""
    board = board_with([artefact(number, title=title) for number, title in enumerate(HOSTILE)])
    renamed = {Workstream: "smart", Details: "board"}
    return Board(
        msgspec.structs.replace(record, name=HOSTILE[0]) if renamed.get(type(record)) == record.id else record
        for record in board.all_records()
    )


def sheet_of(board: Board, *ids: str, **said: Any) -> Sheet:
    """A sheet with these artefacts shown, all of them where none is named."""
    given = {"as_at": "24 November 2026, 08:00", "classification": "OFFICIAL", **said}
    return Sheet.of(board, ids or [found.id for found in board.artefacts()], TODAY, **given)


def refs(board: Board) -> list[str]:
    """The references on a board, as often as they stand there."""
    return sorted(found.ref for found in board.artefacts())


def blocked(board: Board) -> list[Artefact]:
    """The blocked artefacts of a board."""
    return [found for found in board.artefacts() if board.is_blocked(found.id)]
