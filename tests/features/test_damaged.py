"""A board damaged by hand: the program says what is wrong, and its user is back at work in three clicks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.features import damaged


@pytest.mark.needs_qt
@pytest.mark.slow
@pytest.mark.parametrize("name", damaged.DAMAGES)
def test_a_damaged_board_is_told_and_put_back_in_three_clicks(tmp_path: Path, name: str) -> None:
    told = damaged.story(name, tmp_path)
    assert told.wrong == []
    assert 1 <= told.clicks <= damaged.MOST_CLICKS
    assert any(word in told.said for word in ("damaged", "empty file", "not a board")), told.said
    assert told.after.startswith("Put back from the backup of ")
    # What cannot be brought back is said too.
    assert ("what was changed after that backup is not in it" in told.after) == (name not in damaged.UNHARMED)
