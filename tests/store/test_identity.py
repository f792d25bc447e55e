"""What a board is called, its number and its head: a bit of any of them is damage, told and with a way back."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Damaged, Refused, Unavailable
from mhhs_board.program import boards, safety
from mhhs_board.store import schema
from mhhs_board.store.backups import Backups
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from mhhs_board.store.shapes import KNOWN
from mhhs_board.store.which_board import origin_of
from tests.store.boards import Player, altered, digest_of, made, november

pytestmark = pytest.mark.usefixtures("utc")


def sentences(path: Path) -> list[str]:
    return [found["sentence"] for found in boards.check_board(path)]


def moved(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")


def backed_up(path: Path, days_ago: int = 1) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC) - timedelta(days=days_ago)
    Backups(path, safety.backups_root(), now=lambda: now).take(deep=True)


# -- the identity ------------------------------------------------------------------------------------------------------


def test_of_a_new_board_the_chain_covers_the_identity(tmp_path: Path) -> None:
    path = made(tmp_path / "b.mhhsboard")
    identity = origin_of(path).identity
    moved(path)
    altered(path, "UPDATE meta SET value = 'f' || substr(value, 2) WHERE key = 'identity' AND substr(value, 1, 1) <> 'f'")
    altered(path, f"UPDATE meta SET value = 'e' || substr(value, 2) WHERE key = 'identity' AND value = '{identity}'")
    assert sentences(path) == ["The board's identity is not the one that its history began with."]
    assert origin_of(path).identity == identity, "its backups are found all the same"
    assert safety.remedy(path).helps
    done = safety.put_back(path)
    assert done.aside is not None
    assert (sentences(path), origin_of(path).identity) == ([], identity)
    with open_store(path, read_only=True) as store:
        assert store.head().seq == 2


def test_what_a_board_does_not_say_of_itself_is_noticed(tmp_path: Path) -> None:
    path = made(tmp_path / "b.mhhsboard")
    altered(path, "INSERT INTO meta VALUES ('owner', 'Eve')")
    assert sentences(path) == ["The file says of itself what no board does: 'owner'."]
    safety.put_back(path)
    assert sentences(path) == []


def older(path: Path) -> Path:
    """A board of today whose identity nothing covers, as those made before."""
    november(path, 2)
    with open_store(path) as store:
        assert check(store) == []
    return path


def another_identity(path: Path) -> None:
    altered(path, "UPDATE meta SET value = 'x' || substr(value, 2) WHERE key = 'identity'")


def test_of_an_older_board_its_backups_know_the_identity(tmp_path: Path) -> None:
    path = older(tmp_path / "b.mhhsboard")
    identity = origin_of(path).identity
    backed_up(path)
    another_identity(path)
    assert sentences(path)[0] == "The board's identity is not the one that its backups know it by."
    assert len(safety.choices(path)) == 1, "and they are found"
    assert safety.remedy(path).helps
    backup = safety.choices(path)[0].path
    assert "Put back" in safety.put_back(path, backup).sentence
    assert (sentences(path), origin_of(path).identity) == ([], identity)


def test_backups_made_after_the_damage_do_not_outvote_the_oldest(tmp_path: Path) -> None:
    path = older(tmp_path / "b.mhhsboard")
    identity = origin_of(path).identity
    backed_up(path, 9)
    another_identity(path)
    for days in (3, 2, 1):
        backed_up(path, days)
        with sqlite3.connect(path) as raw:
            raw.execute("PRAGMA user_version")
        raw.close()
    assert sentences(path)
    safety.put_back(path)
    assert origin_of(path).identity == identity


def test_a_copy_moved_away_and_another_board_are_no_damage(tmp_path: Path) -> None:
    path = older(tmp_path / "b.mhhsboard")
    backed_up(path)
    (tmp_path / "other").mkdir()
    copy = Path(shutil.copy(path, tmp_path / "other" / "copy.mhhsboard"))
    other = made(tmp_path / "new.mhhsboard")
    backed_up(other)
    assert [sentences(one) for one in (path, copy, other)] == [[], [], []]
    with pytest.raises(Refused, match="but of another board"):
        safety.put_back(other, safety.choices(path)[0].path)


def test_a_stranger_s_copy_with_another_identity_makes_no_board_a_damaged_one(tmp_path: Path) -> None:
    path = older(tmp_path / "b.mhhsboard")
    (tmp_path / "sent").mkdir()
    copy = Path(shutil.copy(path, tmp_path / "sent" / "b.mhhsboard"))
    another_identity(copy)
    backed_up(copy)
    assert sentences(path) == []
    backed_up(path)
    another_identity(path)
    assert sentences(path)[0] == "The board's identity is not the one that its backups know it by."


# -- the number --------------------------------------------------------------------------------------------------------


def with_number(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.seek(60)
        file.write(number.to_bytes(4, "big"))


def test_no_two_schemas_have_one_shape() -> None:
    shapes = [shape for known in KNOWN.values() for shape in known]
    assert len(shapes) == len(set(shapes))


@pytest.mark.parametrize("bit", range(32))
def test_a_bit_of_the_number_is_damage_with_a_way_back(tmp_path: Path, bit: int) -> None:
    path = made(tmp_path / "b.mhhsboard")
    backed_up(path)
    moved(path)
    with_number(path, schema.NUMBER ^ 1 << bit)
    before = digest_of(path)
    for read_only in (True, False):
        with pytest.raises(Damaged, match="is damaged"):
            open_store(path, read_only=read_only)
    assert digest_of(path) == before
    assert safety.remedy(path).helps
    assert "and 1 later entry recovered" in safety.put_back(path).sentence
    assert sentences(path) == []


def test_what_a_newer_program_made_stays_one(tmp_path: Path) -> None:
    path = made(tmp_path / "b.mhhsboard")
    altered(path, "CREATE TABLE mood (id TEXT)", f"PRAGMA user_version = {schema.NUMBER + 1}")
    with pytest.raises(Unavailable, match="newer version"):
        open_store(path)
    with pytest.raises(Unavailable, match="newer version"):
        safety.put_back(path)


# -- the head ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("byte", [*range(24), 28, 29, 30, 31, 47, *range(52, 60), *range(68, 72)])
def test_a_byte_of_the_head_costs_no_entry(tmp_path: Path, byte: int) -> None:
    path = made(tmp_path / "b.mhhsboard")
    backed_up(path)
    moved(path)
    moved(path)
    content = bytearray(path.read_bytes())
    content[byte] ^= 0xFF
    path.write_bytes(content)
    try:
        if sentences(path) == []:
            return  # a byte that no reader sees
    except Damaged:
        pass
    told = safety.put_back(path).sentence
    assert "2 later entries recovered" in told
    assert "not whole" not in told
    assert sentences(path) == []


@pytest.mark.parametrize("size", [512, 1024, 8192, 65536])
def test_pages_of_another_size_are_read_too(tmp_path: Path, size: int) -> None:
    path = made(tmp_path / "b.mhhsboard")
    for _ in range(3):
        moved(path)
    altered(path, f"PRAGMA page_size = {size}", "VACUUM", "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    assert "Put back from its own history; it stands at entry 4." in safety.put_back(path).sentence
    assert sentences(path) == []


@pytest.mark.parametrize("first", [0, 100, 1000])
def test_even_without_its_first_page_every_entry_is_there(tmp_path: Path, first: int) -> None:
    """Where the journal lies is known of every board that was made by one of our schemas."""
    path = made(tmp_path / "b.mhhsboard")
    for _ in range(3):
        moved(path)
    with path.open("r+b") as file:
        file.seek(first)
        file.write(bytes(4096 - first))
    told = safety.put_back(path).sentence
    assert "Put back from its own history; it stands at entry 4." in told
    assert sentences(path) == []
