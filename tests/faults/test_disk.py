"""Disks that are full or may only be read, and memory that runs out: a sentence, and everything that was is still there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Entry
from mhhs_board.exchange import formats
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.domain.boards import entry
from tests.running import Runner, made
from tests.store import boards
from tests.store.boards import NOW, Player, digest_of
from tests.store.processes import answer, as_nobody, needs_fork

TEXTS = sorted(set(formats.WRITERS) - formats.DRAWN)


@needs_fork
@pytest.mark.parametrize("level", range(20))
def test_a_disk_full_at_any_level_refuses_a_move_and_takes_the_next(tmp_path: Path, level: int) -> None:
    path = boards.made(tmp_path / "board.mhhsboard")

    def fill() -> str:
        import resource

        with open_store(path) as store:
            player = Player(store)
            large = entry(revised(player.board.artefact("a1"), notes="x" * 60_000))
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 20 * level + 600, resource.RLIM_INFINITY))
            try:
                store.append(large, player.head, now=NOW, salt="")
                said = "kept"
            except BoardError as told:
                said = str(told)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            assert store.head() == player.head
            assert isinstance(player.move("a2"), Entry)
            assert check(store) == []
        return said

    said = answer(fill)
    assert "nothing was saved" in said or "Nothing was changed" in said, said


@needs_fork
@pytest.mark.parametrize("ending", TEXTS)
@pytest.mark.parametrize("room", [0, 1, 100, 1000, 3000])
def test_an_export_onto_a_full_disk_keeps_the_old_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ending: str, room: int
) -> None:
    board = made(capsys, tmp_path)
    target = tmp_path / f"out{ending}"
    target.write_bytes(b"the good old file")

    def fill() -> str:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        return board.refused("export", str(target))

    said = answer(fill)
    assert "was not written" in said
    assert target.read_bytes() == b"the good old file"
    assert sorted(os.listdir(tmp_path)) == ["board.mhhsboard", target.name]


@needs_fork
@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_board_that_may_only_be_read_is_read_and_exported_and_refuses_moves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path, what: str
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    board = made(capsys, folder)
    assert board.board is not None
    os.chmod(folder, 0o555 if what in ("folder", "both") else 0o777)
    os.chmod(board.board, 0o444 if what in ("file", "both") else 0o666)
    out = tmp_path / "out"
    out.mkdir()
    os.chmod(out, 0o777)
    before = digest_of(board.board)

    def read() -> str:
        assert len(board.cards()) == 23
        board.say("export", str(out / "board.csv"))
        return board.refused("move", "smart:Process 5", "in progress")

    assert "reading only" in as_nobody(read)
    assert digest_of(board.board) == before
    os.chmod(folder, 0o755)


@pytest.mark.parametrize("ending", TEXTS)
def test_memory_that_runs_out_in_an_export_is_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    board = made(capsys, tmp_path)
    target = tmp_path / f"out{ending}"
    target.write_bytes(b"old")

    def starved(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(formats, "render", starved)
    assert "not enough memory" in board.refused("export", str(target))
    assert target.read_bytes() == b"old"
    assert Runner(capsys, board.board).say("check", "--json").json["ok"]


@needs_fork
def test_an_import_onto_a_full_disk_takes_in_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    board = made(capsys, tmp_path)
    table = tmp_path / "many.csv"
    table.write_text("ref,title,workstream\n" + "".join(f"K{n},Title {n},smart\n" for n in range(500)))

    def fill() -> str:
        import resource

        assert board.board is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (board.board.stat().st_size, resource.RLIM_INFINITY))
        return board.refused("import", str(table))

    said: Callable[[], str] = fill
    assert "nothing was saved" in answer(said)
    assert len(board.cards()) == 23
    assert board.say("check", "--json").json["ok"]
