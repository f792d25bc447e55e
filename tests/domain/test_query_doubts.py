"""What a query that shows nothing may have been meant to say."""

from __future__ import annotations

from datetime import date

import pytest

from mhhs_board.domain import query
from mhhs_board.domain.query_doubts import doubts
from mhhs_board.domain.records import Artefact
from tests.domain import words

TODAY = date(2024, 4, 12)
BOARD = words.board(
    Artefact(
        id="x",
        ref="BP 9",
        title="A new MPAN",
        owner="Ann Lee",
        labels=("Day one",),
        priority="Very high",
        workstream="smart",
        stage="l4",
    )
)


def said(text: str) -> str:
    return " ".join(doubts(query.parse(text), BOARD, TODAY))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not is:blocked", ["“not” is looked for as it stands", "put - before it, as in -is:blocked"]),
        ("NOT zzz", ["“NOT”", "put -"]),
        ("!is:blocked", ["“!is:blocked”", "put -"]),
        ("TO-123 AND segment:Smart", ["“AND”", "leave it out"]),
        ("mpan && zzz", ["“&&”", "leave it out"]),
        ("(zzz and yyy) or xxx", ["“and”"]),
        ("zzz || mpan", ["“||”", "write or"]),
        ("segment:Smart Segment zzz", ["“Smart” and “Segment” are looked for apart", 'workstream:"Smart Segment"']),
        ("lane:smart market segment", ["“smart” and “market segment”", 'workstream:"smart market segment"']),
        ("stage:L4 Working Group", ["“L4” and “Working Group”", 'stage:"L4 Working Group"']),
        ("-(kind:Business Process)", ['kind:"Business Process"']),
        ("owner:Ann Lee zzz", ['owner:"Ann Lee"']),
        ("label:day one", ['label:"day one"']),
        ("priority:very high", ['priority:"very high"']),
        ("ref:BP 9", ['ref:"BP 9"']),
        ("owner:'Ann Lee'", ["apostrophe and all", "double quotes"]),
        ("‘new MPAN’", ["“‘new”", "double quotes"]),
        ("BP* zzz", ["“BP*”", "a part of a word is found"]),
        ("owner:Zoe*", ["owner: “Zoe*”", "leave it out"]),
        ("is=blocked", ["“is=blocked”", "is:blocked"]),
        ("Segment=Smart", ["segment:smart"]),
        ("overdue", ["“overdue”", "is:overdue"]),
        ("due:overdue", ["due: “overdue”", "is:overdue", "due:<7d"]),
        ("due:week", ["due: “week”", "due:<7d"]),
    ],
)
def test_what_reads_like_another_language_is_said_with_how_to_write_it(text: str, words: list[str]) -> None:
    for part in words:
        assert part in said(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "zzz", "-mpan", "nothing", "android", "oryx", "5*3", "a=b"),
        *("due:<7d", "due:3d", "due:2024-05-08", "due:none", "due:today", "due:<2024‑05‑08"),
        *('segment:"Smart Segment" zzz', "segment:Smart zzz", "owner:Ann zzz", "-segment:Smart", "segment:Smart or zzz"),
    ],
)
def test_what_reads_like_nothing_else_is_no_doubt(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize("text", ["not not", "AND AND AND", "segment:Smart Segment or segment:Smart Segment"])
def test_a_doubt_is_said_once(text: str) -> None:
    assert len(doubts(query.parse(text), BOARD, TODAY)) == 1


def test_what_is_proposed_can_be_read_and_shows_it() -> None:
    for text in (
        "segment:Smart Segment",
        "lane:smart market segment",
        "owner:Ann Lee",
        "label:day one",
        "ref:BP 9",
        "priority:very high",
    ):
        proposed = said(text).rpartition("quotes: ")[2].rstrip(".")
        assert query.parse(proposed).shown(BOARD, TODAY, "") == {"x"}, proposed
