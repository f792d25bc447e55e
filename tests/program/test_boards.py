"""Where boards are, and what is the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mhhs_board.base.settings import LAST_BOARD, NAME
from mhhs_board.domain.errors import Damaged, ReadOnly, Refused, Unavailable
from mhhs_board.program import boards


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a.mhhsboard", "a.mhhsboard"),
        ("/x/y z.mhhsboard", "/x/y z.mhhsboard"),
        ("sqlite:////x/y.mhhsboard", "/x/y.mhhsboard"),
        ("sqlite:///y.mhhsboard", "y.mhhsboard"),
        ("SQLite:///y", "y"),
        ("C:\\boards\\a.mhhsboard", "C:\\boards\\a.mhhsboard"),
    ],
)
def test_a_board_is_named_by_path_or_url(text: str, path: str) -> None:
    assert boards.located(text) == Path(path)


def test_a_tilde_is_the_home_folder(home: Path) -> None:
    assert boards.located("~/a.mhhsboard") == home / "a.mhhsboard"


def test_a_name_that_begins_as_a_home_does() -> None:
    assert boards.located("~nobody-of-that-name.mhhsboard") == Path("~nobody-of-that-name.mhhsboard")


@pytest.mark.skipif(os.name == "nt", reason="a folder in use stays there")
@pytest.mark.parametrize("name", ["a.mhhsboard", "sqlite:///a.mhhsboard"])
def test_a_relative_board_where_the_working_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(Unavailable, match=r"^a\.mhhsboard cannot be found: the folder in which you are is gone"):
        boards.located(name)
    assert boards.located(str(tmp_path / "a.mhhsboard")) == tmp_path / "a.mhhsboard"
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "postgresql://h/d", "sqlite://", "sqlite:///", "file:///a", "http://a"])
def test_what_names_no_board_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        boards.located(text)


def test_the_own_board_where_its_folder_cannot_be(home: Path) -> None:
    folder = boards.own_board().parent
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be made"):
        boards.open_own()
    with pytest.raises(ReadOnly):
        boards.open_own(read_only=True)


def test_a_damaged_own_board_is_never_made_anew(home: Path) -> None:
    boards.own_board().parent.mkdir(parents=True)
    boards.own_board().write_bytes(b"")
    with pytest.raises(Damaged):
        boards.open_own()
    assert boards.own_board().read_bytes() == b""


def test_the_name_in_the_settings_acts() -> None:
    assert boards.settings_name() == ""
    boards.settings().set(NAME, "Ann")
    assert boards.settings_name() == "Ann"


def test_the_last_board_is_known_also_where_it_is_gone(tmp_path: Path) -> None:
    assert boards.last_board() is None
    for none in ("x" * 9000, "a\0b", str(tmp_path / "a\0b")):
        boards.settings().set(LAST_BOARD, none)
        assert boards.last_board() is None
    boards.settings().set(LAST_BOARD, str(tmp_path / "gone.mhhsboard"))
    assert boards.last_board() == tmp_path / "gone.mhhsboard"
