"""Markdown out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.exchange import markdown
from mhhs_board.operations import blocking, editing
from tests.boards import act, board_of, one
from tests.exchange.boards import everything, some

ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")


def test_the_grid_the_counts_and_what_was_asked() -> None:
    board = board_of()
    chosen = [artefact.id for artefact in board.artefacts() if artefact.workstream == "smart"]
    text = markdown.write(some(board, *chosen, filter="workstream:Smart")).decode()
    lines = text.splitlines()
    assert lines[0].startswith("# L4 design board")
    assert lines[2] == "As at 24 November 2026 08:00 · entry 1 · 5 of 23 shown · 18 hidden · Filter: workstream\\:Smart"
    (smart,) = [line for line in lines if line.startswith("| Smart Segment")]
    assert smart.split(" | ")[1:] == [
        "Process 5",
        "Process 4",
        "–",
        "Process 3",
        "Process 1",
        "Process 2 (reason not stated, 0 days) |",
    ]
    (elexon,) = [line for line in lines if line.startswith("| Elexon")]
    assert elexon == "| Elexon Central Systems | – | – | – | – | – | – |"


def test_everything_is_on_the_whole_sheet() -> None:
    text = markdown.write(everything(board_of())).decode()
    assert "23 of 23 shown · 0 hidden" in text
    artefacts, _, blocked = text.partition("## Blocked and escalated")
    assert len([line for line in artefacts.splitlines() if line.startswith("| Process")]) == 23
    assert len([line for line in blocked.splitlines() if line.startswith("| Process")]) == 1
    assert "Process 2<br>Process 3" in text


def test_an_escalated_one_says_why_and_where() -> None:
    board = board_of()
    act(board, blocking.block, ids=[one(board, "smart", "Process 4").id], reason="DCC | CSS", forum="dag")
    assert "DCC \\| CSS, 0 days, with DAG" in markdown.write(everything(board)).decode()


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)>",
        "[x](http://y)",
        "a|b",
        "**bold** _it_ `code`",
        "www.evil.test",
        "http://evil.test",
        "me@x.y",
        *("&amp;", "~~gone~~", "$x$", ":smile:", "\\", "![x](y)", "#12", "a\nb", "| --- |"),
    ],
)
def test_markup_in_a_title_is_literal(title: str) -> None:
    board = board_of()
    act(board, editing.add, title=title, workstream="smart")
    text = markdown.write(everything(board)).decode()
    rows = [line for line in text.splitlines() if line.startswith("|  | ")]
    assert len(rows) == 1
    bare = ESCAPED.sub("", rows[0])
    assert bare.count("|") == len(markdown.HEADS) + 1
    assert not re.search(r"[<>*_`\[\]@&$~#]|www\.|:/", bare)


@given(st.text())
def test_nothing_but_the_escapes_is_added(text: str) -> None:
    written = markdown.literal(text)
    assert "\n" not in written
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written) == " ".join(text.split())


@pytest.mark.parametrize("text", ["- a", "1. a", "# a", "+ a", "= a", "12) a"])
def test_no_text_begins_a_block(text: str) -> None:
    assert re.match(r"\\|[0-9]+\\", markdown.literal(text))
