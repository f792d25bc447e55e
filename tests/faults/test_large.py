"""A very large board is opened, shown, moved on, looked back on and looked over, within memory (F29)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import large

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="cannot tell here what memory it had")

ARTEFACTS, ENTRIES = 100_000, 100_000
"""A tenth of the million entries that docs/reliability.md reports, so that the suite is not kept waiting."""
MOST_MB = 700


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large.build(tmp_path_factory.mktemp("large") / "board.mhhsboard", ARTEFACTS, ENTRIES)


@pytest.mark.slow
def test_it_is_used_as_any_other(tmp_path: Path, board: Path) -> None:
    told = large.run(board, "used", tmp_path)
    assert told.get("wrong", "") == ""
    assert (told["artefacts"], told["entries"]) == (ARTEFACTS, ENTRIES + 2)
    assert told["moved"]
    assert told["moved then"] == 1
    assert told["as it began"]
    assert told["undone"]
    assert told["findings"] == []
    assert max(value for name, value in told.items() if name.endswith(" MB")) < MOST_MB


@pytest.mark.slow
@pytest.mark.needs_qt
def test_its_window_shows_all_of_it(tmp_path: Path, board: Path) -> None:
    told = large.run(board, "shown", tmp_path)
    assert told.get("wrong", "") == ""
    assert (told["code"], told["cards"]) == (0, ARTEFACTS)
    assert 0 < told["filtered"] < ARTEFACTS
    assert told["shown MB"] < MOST_MB
