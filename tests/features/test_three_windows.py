"""Three windows and the command line at one board: the short form of what docs/reliability.md reports of ten minutes."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.features import three_windows
from tests.features.three_windows import Outcome


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    folder = tmp_path_factory.mktemp("three")
    return folder, three_windows.play(folder, 15, seed=7)


@pytest.mark.needs_qt
@pytest.mark.slow
def test_three_windows_and_the_command_line_end_with_the_same_board(played: tuple[Path, Outcome]) -> None:
    _, outcome = played
    assert outcome.wrong == []
    assert min(len(window["kept"]) for window in outcome.windows.values()) > 5
    assert outcome.entries > outcome.kept > 30
    assert sum(outcome.commands.values()) > 3


@pytest.mark.needs_qt
@pytest.mark.slow
def test_whatever_may_not_be_would_be_seen(played: tuple[Path, Outcome]) -> None:
    folder, outcome = played

    def spoilt(**fields: object) -> list[str]:
        other = copy.deepcopy(outcome)
        window = other.windows["Ben"]
        for name, value in fields.items():
            (window["shown"] if name in window["shown"] else window)[name] = value
        three_windows._judge(folder / "board.mhhsboard", folder, other)
        return other.wrong

    assert spoilt() == []
    cells = copy.deepcopy(outcome.windows["Ben"]["shown"]["cells"])
    cell = max(cells, key=lambda one: len(cells[one]))
    cells[cell] = cells[cell][1:] + cells[cell][:1]
    assert any(f"in {cell}; the file holds" in sentence for sentence in spoilt(cells=cells))
    assert any("shows another picture" in sentence for sentence in spoilt(picture="another"))
    assert any("told is kept, is not there" in sentence for sentence in spoilt(kept=[[3, "00"]]))
    assert any("database is locked" in sentence for sentence in spoilt(said={"database is locked": 1}))
    assert spoilt(said={"The Blocked column is in order of time.": 1}) == []
