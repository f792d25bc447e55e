"""Settings survive a restart; a damaged file never stops the program and never costs the defaults."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from mhhs_board.base import settings as s
from mhhs_board.base.safe_write import write_file
from mhhs_board.base.settings import Settings


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def test_a_value_set_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.json"
    Settings.load(path, _write).set(s.THEME, "dark")
    again = Settings.load(path, _write)
    assert again.get(s.THEME) == "dark"
    assert again.get(s.DENSITY) == s.DENSITY.default
    assert again.notice == ""


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"[" * 100_000, b"null"])
def test_a_damaged_file_means_defaults_and_a_sentence(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    settings = Settings.load(path, _write)
    assert {key: settings.get(setting) for key, setting in s.SETTINGS.items()} == {
        key: setting.default for key, setting in s.SETTINGS.items()
    }
    assert "defaults" in settings.notice


def test_one_wrong_value_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "puce", "inspector": 1, "name": "Ann"}))
    settings = Settings.load(path, _write)
    assert (settings.get(s.THEME), settings.get(s.INSPECTOR), settings.get(s.NAME)) == ("system", False, "Ann")
    assert "theme" in settings.notice
    assert "inspector" in settings.notice


def test_what_is_the_default_already_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings.load(path, _write)
    for setting in s.SETTINGS.values():
        settings.set(setting, setting.default)
    assert not path.exists()
    settings.set(s.THEME, "dark")
    settings.set(s.THEME, "system")
    assert Settings.load(path, _write).get(s.THEME) == "system"


def test_passing_settings_begin_as_the_kept_ones_and_are_never_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    kept = Settings.load(path, _write)
    kept.set(s.THEME, "dark")
    unsaved = kept.unsaved()
    assert unsaved.get(s.THEME) == "dark"
    unsaved.set(s.THEME, "light")
    assert (unsaved.get(s.THEME), kept.get(s.THEME)) == ("light", "dark")
    assert Settings.load(path, _write).get(s.THEME) == "dark"


def test_settings_of_a_newer_program_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"from_the_future": [1, 2]}))
    Settings.load(path, _write).set(s.NAME, "Ann")
    assert json.loads(path.read_text())["from_the_future"] == [1, 2]


def test_a_value_of_another_type_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="theme"):
        Settings().set(s.THEME, "puce")


def test_a_full_disk_leaves_a_notice_and_the_value(tmp_path: Path) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    settings = Settings.load(tmp_path / "settings.json", full)
    settings.set(s.NAME, "Ann")
    assert settings.get(s.NAME) == "Ann"
    assert "No space left" in settings.notice


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("half \ud83d", "half \ufffd"),
        ("Ana\x1b]0;owned\x07", "Ana]0;owned"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u202eevil\u2066", "evil"),
        ("  Ana  ", "Ana"),
        ("A" * 300, "A" * 300),
        ("A" * 301, ""),
        ("A" * 3_000_000, ""),
        (["Ana"], ""),
    ],
)
def test_a_name_is_one_clean_line_and_a_broken_one_stops_nobody(tmp_path: Path, name: object, used: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(json.dumps({"name": name}).encode())
    settings = Settings.load(path, _write)
    assert settings.get(s.NAME) == used
    assert bool(settings.notice) == (used == "")
    settings.set(s.THEME, "dark")
    assert Settings.load(path, _write).get(s.THEME) == "dark"


def test_a_name_is_set_clean(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.json", _write)
    settings.set(s.NAME, "Ana\x07 \u202eB")
    assert settings.get(s.NAME) == "Ana B"
    with pytest.raises(ValueError, match="does not fit"):
        settings.set(s.NAME, "A" * 301)


def test_a_path_that_is_no_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Settings.load(path, _write).set(s.LAST_BOARD, "b\udcff.mhhsboard")
    assert Settings.load(path, _write).get(s.LAST_BOARD) == "b\udcff.mhhsboard"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")
@pytest.mark.parametrize("kind", ["fifo", "/dev/zero", "/dev/full", "folder", "huge", "deep", "loop"])
def test_what_is_no_settings_file_keeps_nobody_waiting(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "settings.json"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        path.write_bytes(b'{"name": "' + b"A" * (s.LARGEST + 1) + b'"}')
    elif kind == "deep":
        path.write_bytes(b'{"boards": ' + b"[" * 100_000 + b"}")
    else:
        path.symlink_to(path if kind == "loop" else kind)
    begun = time.monotonic()
    settings = Settings.load(path, write_file)
    assert "defaults" in settings.notice
    assert settings.get(s.NAME) == ""
    settings.set(s.THEME, "dark")  # a disk that does not take it only leaves a notice
    assert time.monotonic() - begun < 2


def test_what_another_program_kept_since_is_asked_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    first, second = Settings.load(path, _write), Settings.load(path, _write)
    first.set(s.RECENT, ["/a"])
    assert (second.get(s.RECENT), second.latest(s.RECENT), second.get(s.RECENT)) == ([], ["/a"], ["/a"])
    path.write_bytes(b'{"recent": 7}')
    assert first.latest(s.RECENT) == s.RECENT.default
    assert Settings({}).latest(s.THEME) == s.THEME.default
