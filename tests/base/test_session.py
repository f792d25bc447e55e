"""Starts that failed, programs that died, and drafts that outlive them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.base import crash_log
from mhhs_board.base.drafts import Draft, Drafts
from mhhs_board.base.safe_write import write_file
from mhhs_board.base.session import Session, alive

BOARD = "/boards/a.mhhsboard"
PROGRAM = """
import os, sys, signal
from pathlib import Path
from mhhs_board.base.session import Session
session = Session(Path(sys.argv[1]))
if "up" in sys.argv: session.up()
if "end" in sys.argv: session.end()
print(session.failed, flush=True)
if "wait" in sys.argv: sys.stdin.read()
if "fault" in sys.argv: os.kill(os.getpid(), signal.SIGSEGV)
os._exit(0)
"""


def run(where: Path, *how: str) -> str:
    command = [sys.executable, "-c", PROGRAM, str(where), *how]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout.strip()


def test_a_start_that_came_up_and_ended_leaves_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "up", "end") == "0"
    assert list((tmp_path / "windows").iterdir()) == []


def test_two_starts_that_failed_make_the_third_careful(tmp_path: Path) -> None:
    assert run(tmp_path) == "0"
    assert run(tmp_path) == "1"
    session = Session(tmp_path)
    assert session.careful
    session.up()
    session.end()
    assert not Session(tmp_path).careful


def test_a_program_that_was_killed_after_it_came_up_is_no_failed_start(tmp_path: Path) -> None:
    for _ in range(3):
        run(tmp_path, "up")
    assert run(tmp_path, "up") == "0"
    assert run(tmp_path, "up") == "0"


def test_a_program_that_still_runs_is_neither(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        (file,) = (tmp_path / "windows").iterdir()
        assert alive(file)
        assert run(tmp_path, "up", "end") == "0"
        running.kill()
    assert not alive(file)
    assert run(tmp_path, "up", "end") == "1"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a fault of this kind cannot be sent here")
def test_a_fault_in_a_library_is_kept_once_without_folders(tmp_path: Path) -> None:
    run(tmp_path, "up", "fault")
    log = crash_log.folder() / crash_log.FILE
    for _ in range(2):
        run(tmp_path, "fails")
        told = log.read_text(encoding="utf-8")
        assert told.count("fault in a library") == 1
        assert "Segmentation fault" in told
        assert str(Path.home()) not in told


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    session = Session(tmp_path / "file")
    session.up()
    session.end()
    assert not session.careful


# -- drafts ------------------------------------------------------------------------------------------------------------

TYPED = Draft("Inspector", "Title", "half a ti", "artefact-1", "title", "Title before")


def drafts(where: Path, session: str = "gone-1", board: str = BOARD) -> Drafts:
    return Drafts(board, session, write_file, where)


def test_drafts_of_a_window_that_is_gone_are_left_to_the_next_on_the_same_board(tmp_path: Path) -> None:
    drafts(tmp_path).keep([TYPED, Draft("Add artefact", "Owner", "")])
    assert drafts(tmp_path, "new-2").left() == [TYPED]
    assert drafts(tmp_path, "new-2", "/boards/b.mhhsboard").left() == []
    drafts(tmp_path, "new-2").forget()
    assert drafts(tmp_path, "new-2").left() == []


def test_drafts_of_a_window_that_runs_belong_to_it(tmp_path: Path) -> None:
    session = Session(tmp_path)
    drafts(tmp_path, session.name).keep([TYPED])
    assert drafts(tmp_path, "other-2").left() == []
    session.end()
    assert drafts(tmp_path, "other-2").left() == [TYPED]


def test_what_is_saved_is_no_draft_any_more(tmp_path: Path) -> None:
    mine = drafts(tmp_path)
    mine.keep([TYPED])
    mine.keep([])
    assert list((tmp_path / "drafts").iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[1, null]", b'{"a": 1}', b'[{"where": "a"}]', b'[{"where": 1, "field": "", "text": ""}]', b"[" * 99999],
)
def test_a_damaged_file_of_drafts_counts_as_empty(tmp_path: Path, damage: bytes) -> None:
    drafts(tmp_path).keep([TYPED])
    (file,) = (tmp_path / "drafts").iterdir()
    file.write_bytes(damage)
    assert drafts(tmp_path, "new-2").left() == []


def test_a_disk_that_takes_no_drafts_stops_nobody(tmp_path: Path) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    Drafts(BOARD, "a-1", full, tmp_path).keep([TYPED])
    assert drafts(tmp_path, "new-2").left() == []
