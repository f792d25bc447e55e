"""Overdue has one meaning: cards, folded cells, lists, the filter, JSON and counts agree on every board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.cli import answers
from mhhs_board.domain import checkpoint
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.escalation import overdue
from mhhs_board.domain.query.query import parse
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.exchange.files import Sight
from tests.domain import words
from tests.running import made

TODAY = date(2024, 4, 12)
AT = "2024-04-01T09:00:00Z"
DAYS = st.sampled_from(["", "2024-04-11", "2024-04-12", "2024-04-13", "2023-12-31"])
ENDED = st.sampled_from(["", "2024-04-05T09:00:00Z"])


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Some artefacts, due or not, in every stage or none, retired or not, blocked and escalated in every way."""
    records: list[Artefact | Blocker | Escalation] = []
    for number in range(draw(st.integers(1, 4))):
        stage = draw(st.sampled_from([*(stage[0] for stage in words.STAGES), None]))
        closed = [] if stage == "approved" else draw(st.lists(ENDED, max_size=2))
        if stage is None and "" not in closed:
            closed = [""]  # it is drawn under Blocked or nowhere
        records.append(
            Artefact(
                id=f"a{number}",
                ref=f"P{number}",
                workstream="smart",
                stage=stage,
                due_on=draw(DAYS),
                retired=draw(st.sampled_from(["", "", AT])),
            )
        )
        for which, ended in enumerate(closed):
            day = draw(DAYS)
            stop = Blocker(
                id=f"b{number}{which}", artefact=f"a{number}", since=AT, closed=ended, needed_by=day, needed_on=day
            )
            records.append(stop)
            for asked, returned in enumerate(draw(st.sampled_from([(), ("",), (AT,), (AT, "")]))):
                records.append(
                    Escalation(
                        id=f"e{number}{which}{asked}",
                        blocker=stop.id,
                        forum="dag",
                        raised=AT,
                        returned=returned or ended,
                        needed_on=draw(DAYS),
                        needed_by="then",
                    )
                )
    return words.board(*records)


def late_by_hand(board: Board) -> Iterator[tuple[str, bool, bool]]:
    """Id, whether past its due day and not done, whether past a day needed: the rule of the vocabulary, spelled out."""
    passed = ("2024-04-11", "2023-12-31")
    for artefact in board.of(Artefact).values():
        stops = [one for one in board.of(Blocker).values() if one.artefact == artefact.id and not one.closed]
        asked = [one for one in board.of(Escalation).values() if one.blocker in {stop.id for stop in stops}]
        needed = [stop.needed_on for stop in stops] + [one.needed_on for one in asked if not one.returned]
        live = not artefact.retired
        due = live and artefact.due_on in passed and artefact.stage != "approved"
        yield artefact.id, due, live and any(day in passed for day in needed)


@given(boards())
def test_whoever_says_overdue_says_the_same(board: Board) -> None:
    late = {artefact: due or needed for artefact, due, needed in late_by_hand(board)}
    records = board.of(Artefact)
    assert {found: bool(overdue(board, records[found], TODAY)) for found in late} == late
    test = parse("is:overdue").matcher(board, TODAY, "")
    assert {found: test(records[found]) for found in late} == late
    sight = Sight(board, TODAY, AT)
    for artefact in records.values():
        told = answers.artefact_object(sight, artefact)
        assert told["overdue"] is late[artefact.id] is bool(told["overdue_why"])
        assert ("overdue" in answers.standing(sight, artefact)) is late[artefact.id]
    page = checkpoint.rows(board, TODAY)
    assert checkpoint.summary(page).past == sum(needed for _, _, needed in late_by_hand(board))
    for row in page:
        assert ("past" in checkpoint.needed(row, TODAY)) is bool(row.past)


@pytest.mark.needs_qt
@given(boards())
def test_cards_and_folded_cells_agree(board: Board) -> None:
    from mhhs_board.drawing.face import face_of, signs
    from mhhs_board.drawing.folded import tally
    from mhhs_board.drawing.grid import Grid
    from mhhs_board.ui.kit import accessible

    grid, late = Grid(board), {artefact: due or needed for artefact, due, needed in late_by_hand(board)}
    told = 0
    for column in (*(stage.id for stage in board.stages), BLOCKED):
        told += tally(board, grid, ("smart", column), TODAY).overdue
    assert told == sum(late.values())
    for artefact in board.artefacts():
        face = face_of(board, signs(board, artefact), TODAY)
        on_card = [face.flag, *([face.stop] if face.blocked else []), *(chip.text for chip in face.chips)]
        marked = any("overdue" in text or text.startswith("! Due") for text in on_card)
        assert face.overdue is marked is late[artefact.id]
        assert ("overdue" in accessible.card_name(board, artefact, TODAY)) is late[artefact.id]
        assert ("Overdue: " in accessible.tooltip(board, artefact, TODAY)) is late[artefact.id]


@pytest.mark.usefixtures("fixed_clock")
def test_the_words_of_the_command_line_and_of_papers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Past its due day was passed over by the filter, while the folded lane said it."""
    board = made(capsys, tmp_path, "l4-bare")
    board.say("add", "Late one", "--workstream", "Smart", "--ref", "BP009", "--due", "2020-11-02")
    board.say("add", "Held up", "--workstream", "Smart", "--ref", "BP010", "--due", "2026-12-01")
    board.say("block", "BP010", "--reason", "No interface", "--needed-by", "2026-11-20")
    board.say("escalate", "BP010", "--to", "DAG", "--question", "Which?", "--needed-by", "2026-11-23")
    board.say("add", "Over", "--workstream", "Smart", "--ref", "BP011", "--due", "2020-11-02", "--stage", "Approved",
              "--override", "as it was")  # fmt: skip
    assert [card["ref"] for card in board.cards("is:overdue")] == ["BP009", "BP010"]
    assert board.card("BP009")["overdue_why"] == ["due 2 November 2020"]
    why = ["to be unblocked by 20 November 2026", "DAG to answer by 23 November 2026"]
    assert board.card("BP010")["overdue_why"] == why
    assert "Overdue       to be unblocked by 20 November 2026; DAG to answer" in board.say("show", "BP010").out
    assert "Backlog, overdue" in board.say("list", "--filter", "ref:BP009").out
    for name in ("b.md", "b.html"):
        board.say("export", str(tmp_path / name))
    table = (tmp_path / "b.md").read_text()
    assert "| 2020-11-02 (overdue) |" in table
    assert "past the day needed |" in table
    page = (tmp_path / "b.html").read_text()
    assert "! Due 2 Nov 2020" in page
    assert "needed by 2026-11-20 (past)" in page
    board.say("retire", "BP009")
    assert not board.card("BP009")["overdue"], "what is retired is not overdue"
    board.say("undo")
    assert board.card("BP009")["overdue"]


@pytest.mark.usefixtures("fixed_clock")
def test_overdue_as_at_a_day_is_judged_on_that_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    board = made(capsys, tmp_path, "l4-bare")
    board.say("add", "One", "--workstream", "Smart", "--ref", "P1", "--due", "2026-11-26")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-01T08:00:00Z")
    assert [card["overdue"] for card in board.cards("", "--as-at", "2026-11-26")] == [False]
    assert [card["overdue"] for card in board.cards("", "--as-at", "2026-11-27")] == [True]
