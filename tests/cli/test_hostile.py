"""The command line beside what others put there: texts, links, pipes, locks; nothing of it reaches the terminal raw."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mhhs_board.program import boards
from mhhs_board.store import keeping
from mhhs_board.store.sharing import Shared
from tests.base.test_terminal import obeyed
from tests.running import Runner, made

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "a\x1b]0;owned\x07b\x9b31mc\u202ed\u2066e\rf\x7f"
needs_links = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


def heard(board: Runner, *words: str, on: Path | None = None) -> str:
    """Everything that a command writes; whatever it is, no terminal obeys it."""
    answer = board(*words, board=on)
    assert answer.code in (0, 1, 2), answer
    assert not obeyed(answer.out + answer.err), words
    return answer.out + answer.err


VERBS: list[tuple[str, ...]] = [
    ("list",), ("list", "--json"), ("show", "X1"), ("show", "X1", "--json"), ("history",), ("history", "--json"),
    ("changes", "--since", "1"), ("changes", "--since", "1", "--json"), ("configure",), ("configure", "--json"),
    ("check",), ("check", "--json"), ("undo",), ("redo",), ("undo", "--json"), ("backup",), ("backup", "--list"),
    ("list", "--filter", f"owner:{HOSTILE}"), ("show", HOSTILE), ("move", "X1", HOSTILE), ("move", HOSTILE, "Backlog"),
    ("add", "T", "--workstream", HOSTILE), ("edit", "X1", f"{HOSTILE}=1"), ("edit", "X1", HOSTILE),
    ("configure", f"{HOSTILE}=1"), ("export", f"{HOSTILE}/a.csv"), ("export", f"{HOSTILE}.xyz"), ("import", f"{HOSTILE}.csv"),
    ("import", f"{HOSTILE}.xlsx"), ("restore", HOSTILE), ("backup", f"{HOSTILE}/x"), ("new", f"/nowhere/{HOSTILE}.mhhsboard"),
    ("new", f"{HOSTILE}.txt"), ("list", "--as-at", HOSTILE), (HOSTILE,), ("list", HOSTILE), ("forum", "add", HOSTILE, "--level", "x"),
]  # fmt: skip


def test_what_anybody_wrote_or_typed_reaches_no_terminal(
    board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts that an older program kept as they were: put into the rows behind the verbs' backs."""
    monkeypatch.chdir(tmp_path)
    board.say(
        "--as", HOSTILE, "add", HOSTILE, "--workstream", "Smart", "--ref", "X1", "--notes", HOSTILE, "--label", HOSTILE
    )
    board.say("block", "X1", "--reason", HOSTILE)
    for words in VERBS:
        heard(board, *words)
    with sqlite3.connect(board.board) as raw:  # type: ignore[arg-type]
        for table, field in (("artefact", "title"), ("artefact", "owner"), ("blocker", "reason"), ("workstream", "name")):
            raw.execute(f"UPDATE {table} SET {field} = ?", (HOSTILE,))
        raw.execute("UPDATE board SET name = ?", (HOSTILE,))
    raw.close()
    for words in VERBS:
        heard(board, *words)


def test_the_name_of_a_file_and_of_an_object_reaches_no_terminal(
    board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert board.board is not None
    odd = tmp_path / f"{HOSTILE.replace(chr(13), '')}.mhhsboard"
    odd.write_bytes(board.board.read_bytes())
    for words in VERBS:
        heard(board, *words, on=odd)
    for name in ("x" * 100_000, HOSTILE):
        other = tmp_path / "o.mhhsboard"
        other.write_bytes(board.board.read_bytes())
        with sqlite3.connect(other) as raw:
            raw.execute(f'CREATE TABLE "{name}" (a)')
        raw.close()
        for words in (("list",), ("check",), ("restore",)):
            assert len(heard(board, *words, on=other)) < 30_000


def test_json_says_the_same_as_before(board: Runner) -> None:
    board.say("add", "Zürich 𝔘 🙂\u200d🙂", "--workstream", "Smart", "--ref", "X1")
    answer = board.say("show", "X1", "--json")
    assert "Zürich 𝔘 🙂\u200d🙂" in answer.out
    assert answer.json["title"] == "Zürich 𝔘 🙂\u200d🙂"


def test_the_record_of_another_writer_reaches_no_terminal(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "shared_place", lambda path: Shared("network", "the share of server"))
    assert board.board is not None
    record = board.board.with_name(f".{board.board.name}.holder-5")
    for name in (HOSTILE, HOSTILE * 9_000):
        record.write_text(json.dumps({"name": name, "host": name, "pid": 1}), "utf-8")
        assert "is writing to this board" in heard(board, "move", "Smart:Process 5", "In Progress")


@needs_links
def test_a_pipe_as_record_hangs_no_opening(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "shared_place", lambda path: Shared("network", "the share of server"))
    assert board.board is not None
    os.mkfifo(board.board.with_name(f".{board.board.name}.holder-7"))
    assert "open for reading only" in heard(board, "move", "Smart:Process 5", "In Progress")
    assert len(board.cards()) == 23


# -- who acts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb", [("list",), ("add", "T", "--workstream", "Smart"), ("undo",), ("check",), ("restore",), ()]
)
def test_a_name_that_is_too_long_is_refused_by_every_verb(board: Runner, verb: tuple[str, ...]) -> None:
    assert "300 fit" in board.refused("--as", "x" * 120_000, *verb)


def test_a_name_is_kept_clean_and_comes_back(board: Runner, tmp_path: Path) -> None:
    board.say("--as", f" {HOSTILE}\n\tx ", "block", "Smart:Process 5", "--reason", "R")
    assert board.say("history", "--json").json[-1]["actor"] == "a]0;ownedb31mcde f  x"
    board.say("export", str(tmp_path / "a.json"))
    board.say("new", str(tmp_path / "b.mhhsboard"), "--template", "empty")
    taken = Runner(board._capsys, tmp_path / "b.mhhsboard").say("import", str(tmp_path / "a.json"))
    assert "skipped" not in taken.out
    assert "question" not in taken.out


def test_nobody_is_not_stated(board: Runner) -> None:
    for name in ("", "  ", "\x07\u202e"):
        board.say("--as", name, "edit", "Smart:Process 5", f"owner=o{len(name)}{ord(name[-1]) if name else 0}")
        assert board.say("history", "--json").json[-1]["actor"] == "not stated"


@needs_links
@pytest.mark.parametrize("kind", ["fifo", "/dev/zero", "half", "long"])
def test_broken_settings_keep_nobody_from_their_board(board: Runner, home: Path, kind: str) -> None:
    from mhhs_board.base.settings import default_path

    path = default_path()
    path.parent.mkdir(parents=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind.startswith("/"):
        path.symlink_to(kind)
    else:
        path.write_text(json.dumps({"name": "half \ud83d" if kind == "half" else "x" * 1_000_000}))
    started = time.monotonic()
    board.say("edit", "Smart:Process 5", "owner=MS")
    assert time.monotonic() - started < 5
    assert board.say("history", "--json").json[-1]["actor"] == ("half \ufffd" if kind == "half" else "not stated")


# -- demo --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, without a display."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mhhs_board.drawing.display.why_no_window", lambda: "There is no display.")
    monkeypatch.setattr("mhhs_board.drawing.display.missing_for_pictures", lambda: "None here.")
    return tmp_path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all that it needs")
@pytest.mark.parametrize(
    ("missing", "asked"),
    [({"libxcb-cursor.so.0"}, "libxcb-cursor0"), ({"libEGL.so.1", "libxcb-shape.so.0"}, "libxcb-shape0")],
)
def test_demo_on_a_display_says_which_of_the_windows_libraries_are_missing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    missing: set[str],
    asked: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mhhs_board.drawing.display.has_display", lambda: True)
    monkeypatch.setattr("mhhs_board.drawing.display._wayland_answers", lambda: False)
    monkeypatch.setattr("mhhs_board._bootstrap._loads", lambda name: name not in missing)
    monkeypatch.setattr("mhhs_board.drawing.display.missing_for_pictures", lambda: "None here.")
    said = Runner(capsys, None).say("demo").out
    assert "There is no display" not in said
    assert "No window could be opened, so here is the board as text. Qt misses" in said
    for name in (*missing, asked):
        assert name in said
    assert (tmp_path / "out" / "board.csv").is_file()
    answer = Runner(capsys, None)()
    assert (answer.code, answer.out) == (3, "")
    assert asked in answer.err
    assert "display" not in answer.err


def test_demo_without_a_display_says_so(capsys: pytest.CaptureFixture[str], no_display: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mhhs_board.drawing.display.has_display", lambda: False)
        assert "There is no display for the window, so here is the board as text.\n" in Runner(capsys, None).say("demo").out


@needs_links
def test_demo_writes_through_no_link(capsys: pytest.CaptureFixture[str], no_display: Path) -> None:
    keys, other = no_display / "authorized_keys", no_display / "other"
    keys.write_text("mine")
    other.write_text("mine")
    (no_display / "out").mkdir()
    (no_display / "out" / "board.csv").symlink_to(keys)
    (no_display / "out" / "board.json").hardlink_to(other)
    (no_display / "out" / "board.md").symlink_to(no_display / "made by a link")
    Runner(capsys, None).say("demo")
    assert (keys.read_text(), other.read_text()) == ("mine", "mine")
    assert not (no_display / "made by a link").exists()
    assert [(no_display / "out" / name).is_symlink() for name in ("board.csv", "board.md")] == [False, False]


@needs_links
def test_demo_makes_nothing_where_out_leads_elsewhere(capsys: pytest.CaptureFixture[str], no_display: Path) -> None:
    (no_display / "elsewhere").mkdir()
    (no_display / "out").symlink_to(no_display / "elsewhere")
    answer = Runner(capsys, None)("demo")
    assert (answer.code, "is a link" in answer.err) == (1, True)
    assert not list((no_display / "elsewhere").iterdir())


@needs_links
def test_demo_meets_what_is_no_file(capsys: pytest.CaptureFixture[str], no_display: Path) -> None:
    (no_display / "out").mkdir()
    os.mkfifo(no_display / "out" / "board.csv")
    answer = Runner(capsys, None)("demo")
    assert (answer.code, "not an ordinary file" in answer.err) == (1, True)


# -- others who write --------------------------------------------------------------------------------------------------


def test_a_command_waits_for_another_that_writes(board: Runner) -> None:
    other = sqlite3.connect(board.board, isolation_level=None, check_same_thread=False)  # type: ignore[arg-type]
    other.execute("BEGIN EXCLUSIVE")
    import threading

    timer = threading.Timer(3, lambda: other.execute("COMMIT"))
    timer.start()
    try:
        board.say("edit", "Smart:Process 5", "owner=MS")
    finally:
        timer.join()
        other.close()


def test_a_command_is_more_patient_than_a_window() -> None:
    from mhhs_board.store.engine import BUSY_MS
    from mhhs_board.ui.kit.perform import AGAIN_MS, TRIES

    assert boards.PATIENCE > 2 * (TRIES + 1) * (BUSY_MS + AGAIN_MS) / 1000


WORK = """
import os, sys
from mhhs_board.cli.main import main
for number in range(int(sys.argv[3])):
    code = main(["-b", sys.argv[1], "edit", sys.argv[2], f"owner=o{number}"])
    if code: sys.exit(code)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="tried where programs are light")
def test_of_eight_programs_at_once_none_is_refused_as_busy(board: Runner) -> None:
    for number in range(8):
        board.say("add", f"T{number}", "--workstream", "Smart", "--ref", f"X{number}")
    command = [sys.executable, "-c", WORK, str(board.board)]
    running = [
        subprocess.Popen([*command, f"X{number}", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
        for number in range(8)
    ]
    said = [program.communicate(timeout=300)[1].decode() for program in running]
    assert [program.returncode for program in running] == [0] * 8, said
    board.say("check")
    assert {card["owner"] for card in board.cards("ref:X")} == {"o59"}
