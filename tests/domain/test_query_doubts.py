"""What a query that shows nothing may have been meant to say."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query import query
from mhhs_board.domain.query.doubts import doubted, doubts
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
        due="8 Dec 2024",
        due_on="2024-12-08",
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
        ("owner:'Ann Lee'", ["“'Ann” and “Lee'” are looked for apart", 'owner:"Ann Lee"']),
        ("owner:'Zoe'", ["apostrophe and all", "double quotes"]),
        ("segment:'Smart Segment' zzz", ["“'Smart” and “Segment'” are", 'workstream:"Smart Segment"']),
        ("segment:Smart Segment AND ref:x", ["“Smart” and “Segment” are", 'workstream:"Smart Segment"', "“AND”"]),
        ("stage:DAG Review and Approval", ['stage:"DAG Review and Approval"']),
        ("-segment:Smart Segment", ["“Smart” and “Segment” are", '-workstream:"Smart Segment"']),
        ("due:<9 Dec 2026", ["“9” and “Dec 2026” are looked for apart", 'due:<"9 Dec 2026"']),
        ("due:8 Dec zzz", ['what has several words goes in quotes: due:"8 Dec"']),
        ("due:next friday", ['due:"next friday"']),
        ("-due:>=1 May", ['-due:>="1 May"']),
        ("age:>10 days", ['age:>"10 days"']),
        ("changed:<2 weeks zzz", ['changed:<"2 weeks"']),
        ("segment : Smart", ["“segment”", "with a colon and without blanks", "segment:smart"]),
        ("segment :Smart Segment", ['workstream:"smart segment"']),
        ("segment = Smart", ["without blanks, as in segment:smart"]),
        ("is == blocked", ["as in is:blocked"]),
        ("due <= 9 Dec", ["“due”", 'due:<="9 dec"']),
        ("age>10d", ["“age>10d”", "with a colon, as in age:>10d"]),
        ("changed < 2024-05-08", ["as in changed:<2024-05-08"]),
        ("owner > Zoe", ["as in is:blocked"]),
        ("is=late", ["as in is:blocked"]),
        ("label:day,zzz", ["“day,zzz” is looked for as it stands, comma and all", "(label:day or label:zzz)"]),
        ("-owner:zoe,bell", ["-(owner:zoe or owner:bell)"]),
        ("- zzz", ["“-” is looked for as it stands", "right before that, as in -is:blocked"]),
        ("!segment:Smart", ["as in -segment:Smart"]),
        ("+ref:BP zzz", ["“+ref:BP”", "leave that out: ref:BP"]),
        ("‘new MPAN’", ["“‘new”", "double quotes"]),
        ("BP* zzz", ["“BP*”", "a part of a word is found"]),
        ("owner:Zoe*", ["owner: “Zoe*”", "leave it out"]),
        ("is=blocked", ["“is=blocked”", "is:blocked"]),
        ("Segment=Smart", ["segment:smart"]),
        ("overdue", ["“overdue”", "is:overdue"]),
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
        "due:overdue",  # of which `Query.notes` tells
        *("label:a,b", "label:day,", "owner:,", "label:day;one"),
        *("due:<7d", "due:3d", "due:2024-05-08", "due:none", "due:today", "due:<2024‑05‑08"),
        *('segment:"Smart Segment" zzz', "segment:Smart zzz", "owner:Ann zzz", "-segment:Smart", "segment:Smart or zzz"),
    ],
)
def test_what_reads_like_nothing_else_is_no_doubt(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("segment:Smart AND ref:TO-123", "“AND”"),
        ("is:overdue AND is:blocked", "“AND”"),
        ("owner:Ann AND Lee", "“AND”"),
        ("stage:L4 & zzz", "“&”"),
        ("label:day AND", "“AND”"),
        ("due:<9 and Dec", "“and”"),
    ],
)
def test_what_joins_two_filters_is_no_part_of_a_name(text: str, told: str) -> None:
    (doubt,) = doubted(query.parse(text), BOARD, TODAY)
    assert doubt.sentence.startswith(f"{told} is looked for as it stands; leave it out")


@pytest.mark.parametrize("text", ["not not", "AND AND AND", "segment:Smart Segment or segment:Smart Segment"])
def test_a_doubt_is_said_once(text: str) -> None:
    assert len(doubts(query.parse(text), BOARD, TODAY)) == 1


PIECES = [
    *("segment:Smart", "Segment", "lane:'Smart", "Segment'", "-segment:smart", "stage:DAG", "Review", "&", "Approval"),
    *(
        "AND",
        "and",
        "or",
        "not",
        "!",
        "!is:blocked",
        "!!is:mine",
        "+ref:BP",
        "-",
        "–",
        "|",
        "*",
        "'",
        "is:overdue",
        "is:mine",
    ),
    *(
        "owner:Ann",
        "Lee",
        "label:day",
        "one",
        "ref:BP",
        "9",
        "priority:very",
        "high",
        "kind:none",
        "kind:Business",
        "Process",
    ),
    *(
        "due:<9",
        "Dec",
        "2026",
        "due:next",
        "friday",
        "age:>10",
        "days",
        "changed:<2",
        "weeks",
        "due:week",
        "for:next",
        "DAG",
    ),
    *(
        "segment",
        ":",
        "=",
        "Smart",
        "is=late",
        "due=<7d",
        "label:day,one",
        "-ref:BP,'x,",
        "age>10",
        "due",
        "<",
        "owner='Ann",
        "stage=",
        ":Smart",
        "(",
        ")",
        "zzz",
        "overdue",
        '"a b"',
    ),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join))
def test_every_filter_that_is_proposed_can_be_read_leaves_no_doubt_and_shows_as_much(text: str) -> None:
    try:
        asked = query.parse(text)
        shown = asked.shown(BOARD, TODAY, "")
    except Refused:
        return
    if shown:  # nothing is said then
        return
    for doubt in doubted(asked, BOARD, TODAY):
        if doubt.filter:
            assert doubt.filter in doubt.sentence
            proposed = query.parse(doubt.filter)
            assert list(doubted(proposed, BOARD, TODAY)) == []
            assert proposed.notes(BOARD, "AB") == []
            assert set(proposed.shown(BOARD, TODAY, "")) >= set(shown)


@pytest.mark.parametrize("sign", "!+-*'=<:")
def test_many_signs_are_no_depth(sign: str) -> None:
    for text in (f"{sign * 900}is:blocked", f"is{sign * 900}blocked", f"a {sign * 900} b"):
        with contextlib.suppress(Refused):
            said(text)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("segment:Smart Segment", 'workstream:"Smart Segment"'),
        ("lane:smart market segment", 'workstream:"smart market segment"'),
        ("owner:Ann Lee", 'owner:"Ann Lee"'),
        ("owner:'Ann Lee'", 'owner:"Ann Lee"'),
        ("label:day one", 'label:"day one"'),
        ("ref:BP 9", 'ref:"BP 9"'),
        ("priority:very high", 'priority:"very high"'),
        ("-owner:Zoe Bell", ""),
        ("due:8 Dec 2024", 'due:"8 Dec 2024"'),
        ("segment : Smart", "segment:smart"),
    ],
)
def test_what_is_proposed_shows_what_was_meant(text: str, proposed: str) -> None:
    assert "".join(doubt.filter for doubt in doubted(query.parse(text), BOARD, TODAY)) == proposed
    assert query.parse(proposed).shown(BOARD, TODAY, "") == {"x"}
