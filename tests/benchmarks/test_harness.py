"""The harness itself: what it makes of figures, and that one command runs. Nothing here depends on how quick a machine is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import report, rounds
from tests.benchmarks.boards import Boards, Moves
from tests.benchmarks.rounds import Contest, Outcome, Round


def outcome(limit: list[float], ours: list[float], spins: list[float], **goals: float) -> Outcome:
    """An outcome of these figures, one a round, the way `compete` fills it."""
    contest = Contest("made up", goals.pop("size", 200), list, list, **goals)  # type: ignore[arg-type]
    found = Outcome(
        contest, [Round(*figures) for figures in zip(spins, [[x] for x in limit], [[x] for x in ours], strict=True)]
    )
    found.kept = rounds.undisturbed(spins)
    return found


STEADY = [1.0] * 6


def test_the_first_round_and_disturbed_rounds_are_dropped() -> None:
    assert rounds.undisturbed([1.0, 1.0, 1.16, 0.84, 1.1, 1.0]) == [1, 4, 5]


def test_the_ratio_is_the_median_of_ratios_and_not_a_ratio_of_medians() -> None:
    found = outcome([9, 1, 2, 4, 1, 1], [9, 2, 6, 4, 5, 4], STEADY)
    assert found.ratios == [2, 3, 1, 5, 4]
    assert "3.00" in report.told(report.Line(found))


@pytest.mark.parametrize(
    ("ours", "misses"),
    [([1, 3, 3, 3, 3, 3], ["ratio"]), ([1, 1, 1, 3, 3, 3], []), ([1, 1, 1, 1, 1, 1], [])],
)
def test_a_goal_is_missed_only_where_the_lower_quartile_passes_it(ours: list[float], misses: list[str]) -> None:
    assert report.Line(outcome([1] * 6, ours, STEADY, goal=2)).misses == misses


def test_too_few_undisturbed_rounds_are_not_judged() -> None:
    found = outcome([1] * 6, [9] * 6, [1, 1, 1, 1, 2, 2], goal=2)
    assert not found.judged
    assert not report.Line(found).misses
    assert "not judged" in report.told(report.Line(found))


def test_flatness_is_told_against_the_smallest_size_of_the_same_action() -> None:
    small = outcome([1] * 6, [1] * 6, STEADY, size=200, flat=1.2)
    large = outcome([1] * 6, [2] * 6, STEADY, size=10_000, flat=1.2)
    first, second = report.lines([small, large])
    assert first.flatness == ()
    assert second.flatness == (2, 2, 2, 2, 2)
    assert second.misses == ["flatness"]


def test_flatness_is_told_against_200_where_there_is_a_smaller_size() -> None:
    sizes = [outcome([1] * 6, [time] * 6, STEADY, size=size) for size, time in ((100, 1), (200, 2), (1000, 3))]
    assert [line.flatness[:1] for line in report.lines(sizes)] == [(), (), (1.5,)]


def test_the_table_for_the_documents_has_a_row_for_every_line_and_marks_what_misses() -> None:
    found = report.lines([outcome([1] * 6, [3] * 6, STEADY, goal=2), outcome([1] * 6, [9] * 6, STEADY, size=10_000)])
    table = report.markdown(found).splitlines()
    assert len(table) == 4
    assert "| **3.00** (3.00–3.00) |" in table[2]
    assert table[3].startswith("| made up | 10,000 | 1,000 | 9,000 | 9.00 ")


def test_what_is_written_at_once_and_taken_in_is_there(tmp_path: Path) -> None:
    """The contests judge themselves: a row or a move that is lost is an error and not a good figure."""
    pytest.importorskip("PySide6.QtWidgets")
    from tests.benchmarks import exchanged, kept, workbooks, writers

    boards = Boards(tmp_path)
    found = [
        *workbooks.contests(boards, (30,)),
        *exchanged.imports(boards, (30,)),
        *exchanged.exports(boards, (30,)),
        *writers.contests(boards, (2,), moves=5),
    ]
    found += [*kept.looking_back(boards, (120,), 30), *kept.stepping(boards, (120,), 30), *kept.quick_part(boards, (30,))]
    for contest in (contest for contests in found for contest in contests):
        assert min([*contest.limit(), *contest.ours()]) > 0, contest.action


def test_a_seeded_board_is_the_same_each_time_and_its_moves_are_allowed(tmp_path: Path) -> None:
    boards = Boards(tmp_path)
    first, second = boards.workspace(60), boards.workspace(60)
    assert list(first.board.all_records()) == list(second.board.all_records())
    assert 0 < first.board.escalated_count() < first.board.blocked_count() < 12
    with_history = boards.workspace(60, moves=20)
    assert with_history.head.seq == 21
    assert list(with_history.as_at(1).all_records()) == list(first.board.all_records())
    assert Moves(first.board).next() == Moves(second.board).next()
    for workspace in (first, second, with_history):
        workspace.close()


def test_the_command_prints_a_table_and_adds_to_the_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("PySide6.QtWidgets")
    from tests.benchmarks.__main__ import main

    history = tmp_path / "history.jsonl"
    code = main(["--only", "saved", "--sizes", "60", "--rounds", "2", "--history", str(history)])
    assert code == 0
    assert "move saved" in capsys.readouterr().out
    (line,) = history.read_text(encoding="utf-8").splitlines()
    assert [(row["action"], row["size"]) for row in json.loads(line)["rows"]] == [("move saved", 60)]
