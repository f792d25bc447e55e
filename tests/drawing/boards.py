"""Boards of any size, made of records and not of operations."""

from __future__ import annotations

from collections.abc import Sequence

from mhhs_board.domain.board import Board
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.drawing.pages import Pages
from tests import boards


def board_with(artefacts: Sequence[Artefact], blockers: Sequence[Blocker] = ()) -> Board:
    """The template's lanes, stages and forums with these artefacts."""
    bare: list[Record] = list(boards.board_of("l4-bare").all_records())
    return Board([*bare, *artefacts, *blockers], seq=1)


def artefact(number: int, workstream: str = "smart", stage: str = "in-progress", **fields: str) -> Artefact:
    """An artefact whose id and order follow its number."""
    given = {"ref": f"BP{number:03}", "title": f"Process number {number}", "rank": f"{number:06}1", **fields}
    return Artefact(id=f"a{number:06}", workstream=workstream, stage=stage, **given)


def blocked(number: int, workstream: str = "smart") -> tuple[Artefact, Blocker]:
    """An artefact with one open blocker."""
    since = f"2026-10-{number % 28 + 1:02}T08:00:00Z"
    return artefact(number, workstream), Blocker(id=f"b{number:06}", artefact=f"a{number:06}", reason="No API", since=since)


def cards_on(pages: Pages, number: int) -> list[str]:
    """The ids of the cards on a page of paper, counted from 0, lane by lane."""
    page = pages.pages[number]
    columns = pages.grid.columns[page.first : page.last]
    return [artefact for part in page.parts for column in columns for artefact in part.cells[column]]
