"""Which module a file's extension names, and what a file gets that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import formats
from mhhs_board.exchange.tabular import trello
from tests.boards import board_of
from tests.exchange.boards import everything


@pytest.mark.parametrize("suffix", [".csv", ".JSON", ".md"])
def test_an_export_lands_whole(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"board{suffix}"
    formats.export(target, everything(board_of()))
    assert b"Process 4" in target.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
    if suffix != ".md":
        assert formats.load(target).rows


@pytest.mark.parametrize(("name", "done"), [("board.xyz", "written"), ("board", "written")])
def test_an_unknown_extension(tmp_path: Path, name: str, done: str) -> None:
    with pytest.raises(Refused, match=rf"cannot be {done}; choose one of \.csv, \.json, \.md"):
        formats.export(tmp_path / name, everything(board_of()))
    with pytest.raises(Refused, match=r"cannot be read; choose one of \.csv, \.json"):
        formats.load(tmp_path / name)


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="There is no file"):
        formats.load(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(Refused, match="cannot be read"):
        formats.load(tmp_path / "folder.csv")
    with pytest.raises(Refused, match="was not written"):
        formats.export(tmp_path / "folder.csv", everything(board_of()))
    with pytest.raises(Refused):
        formats.load("nul\0.csv")
    monkeypatch.setattr(formats, "LARGEST", 10)
    (tmp_path / "large.csv").write_text("title,workstream\n")
    with pytest.raises(Refused, match="larger than"):
        formats.load(tmp_path / "large.csv")


def test_a_text_format_loads_no_picture_library() -> None:
    code = (
        "import sys; from mhhs_board.exchange import formats, csv_table, json_board, markdown\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_of_a_dry_runs_output_its_questions_alone_are_read(tmp_path: Path) -> None:
    """Its rows are as many as the table's, and nothing is asked of them again."""
    file = tmp_path / "answers.json"
    file.write_text(
        '{"rows": [{"no": "row"}, 7], "mapping": {"sheet": "One", "columns": {"A": "title", "B": ""}}, "questions": {}}'
    )
    said = formats.answers(file)
    assert (said.sheet, said.columns) == ("One", {"A": "title"})
    file.write_text('{"questions": {"sheet": "Two"}}')
    assert formats.answers(file).sheet == "Two"


@pytest.mark.parametrize(
    "text", ['{{"rows": {}}}', '{{"questions": {{"rows": {}}}}}', '{{"questions": {{}}, "mapping": {}}}']
)
def test_more_answers_than_can_be_asked_for_are_not_read(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "LARGEST_ANSWERS", 1000)
    file = tmp_path / "answers.json"
    for many, refused in ((10, False), (200, True)):
        file.write_text(text.format("{" + ", ".join(f'"{number}": "new"' for number in range(many)) + "}"))
        if refused:
            with pytest.raises(Refused, match=r"answers\.json” holds more answers than an import can ask for"):
                formats.answers(file)
        else:
            formats.answers(file)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ('{"idList": "1"}', "missing required field name - at cards[1]"),
        ('{"idList": "1", "name": 7}', "Expected str, got int - at cards[1].name"),
        ("7", "Expected object, got int - at cards[1]"),
    ],
)
def test_a_board_of_trello_with_a_card_that_is_none_is_told_as_that(tmp_path: Path, card: str, said: str) -> None:
    file = tmp_path / "board.json"
    cards = '{"idList": "1", "name": "a"}, ' + card
    file.write_text(f'{{"lists": [{{"id": "1", "name": "To do"}}], "cards": [{cards}]}}')
    with pytest.raises(Refused, match="It is a board of Trello, but not as Trello writes one") as told:
        formats.load(file)
    assert said in str(told.value)


def test_what_only_has_words_of_trello_is_none_of_its_boards() -> None:
    assert trello.grid_of(b'{"idList": "1", "lists": 7}') is None
    assert trello.grid_of(b'{"idList": "1", "lists"') is None
