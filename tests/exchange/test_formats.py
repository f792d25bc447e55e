"""Which module a file's extension names, and what a file gets that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import formats
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
