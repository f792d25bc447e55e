"""What holds more values than a program has room for is refused before it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import formats, json_board, json_size, meeting_file
from mhhs_board.exchange.tabular import trello

OURS = '{"format": "mhhs-board", "version": 1, "records": {"artefact": [{}, {}, {}, {}, {}, {}]}}'
TRELLO = '{"lists": [], "cards": [{"idList": "", "name": "x", "labels": [{}, {}, {}, {}, {}, {}]}]}'
MEETING = '{"format": "mhhs-meeting", "version": 1, "meeting": {"number": "1"}, "items": [{}, {}, {}, {}, {}, {}]}'


@pytest.mark.parametrize(
    ("read", "text"), [(json_board.read, OURS), (trello.grid_of, TRELLO), (meeting_file.read, MEETING)]
)
def test_many_values_are_refused(read: Callable[[bytes], object], text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_size, "MOST_VALUES", 10)
    with pytest.raises(Refused, match="The file holds more than 10 values; please split it"):
        read(text.encode())


def test_answers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_size, "MOST_VALUES", 10)
    (tmp_path / "a.json").write_text(json.dumps({"rows": {str(number): "new" for number in range(20)}}))
    with pytest.raises(Refused, match="more than 10 values"):
        formats.answers(tmp_path / "a.json")


@pytest.mark.parametrize("said", ["a, b, c, [d], {e}, f", 'a, "b, c", \\, d, \\", [{e', "\\" * 7 + ",,,,,,,,"])
def test_what_stands_in_a_text_counts_for_nothing(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_size, "MOST_VALUES", 3)
    json_size.check_values(json.dumps([said, said]).encode())
    with pytest.raises(Refused):
        json_size.check_values(json.dumps([said, said, said, said]).encode())


def test_cards_and_artefacts_are_counted_before_a_row_is_made_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trello, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="The file has more than 1 rows"):
        trello.grid_of(b'{"lists": [], "cards": [{"idList": "", "name": ""}, {"idList": "", "name": ""}]}')
    monkeypatch.setattr(json_board, "MOST_REGISTERED", 5)
    with pytest.raises(Refused, match="6 records of the type artefact; at most 5"):
        json_board.read(OURS.encode())


def test_items_are_counted_before_any_is_given_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting_file.numbering, "next_in_row", lambda used: pytest.fail("all were looked through"))
    monkeypatch.setattr(meeting_file, "UNNUMBERED", 5)
    with pytest.raises(Refused, match="6 items, decisions and actions"):
        meeting_file.read(MEETING.encode())
