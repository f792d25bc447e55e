"""What bad input gets on the command line: one sentence, exit 1, and not one byte written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.running import Runner, made
from tests.store.processes import as_nobody, needs_fork

pytestmark = pytest.mark.usefixtures("fixed_clock")

HOSTILE_TITLES = [
    "<b>bold</b> <img src=file:///etc/passwd>",
    '=HYPERLINK("http://example.org";"x")',
    "@SUM(A1)",
    "'quoted",
    "&amp; &lt;script&gt;",
    "**bold** [link](http://example.org) | cell",
    "日本語の題名 – مرحبا – 👩‍💻",
    "%s %(x)s {0} $HOME `id` \\n",
]
"""Titles that some program somewhere would take for more than text."""


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


def unchanged(board: Runner, *words: str) -> str:
    """The sentence of a refused command, after which the file is the same to the byte."""
    assert board.board is not None
    before = board.board.read_bytes()
    sentence = board.refused(*words)
    assert board.board.read_bytes() == before
    return sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("move", "smart:Process 4", "Aproved"), "Approved"),
        (("move", "smart:Process 4", "zzz"), "Backlog"),
        (("move", "smart:Process 4", "DAG Review", "--workstream", "Smrt"), "Smart Segment"),
        (("add", "X", "--workstream", "Elxon"), "Elexon Central Systems"),
        (("add", "X", "--workstream", "smart", "--stage", "Approvd"), "Approved"),
        (("add", "X", "--workstream", "smart", "--kind", "Procces"), "Business Process"),
        (("escalate", "smart:Process 2", "--to", "DGA"), "Design Advisory Group"),
        (("unblock", "smart:Process 2", "--stage", "Backlgo"), "Backlog"),
        (("show", "smart:Process 44"), "Process 4"),
        (("list", "--filter", "stage:Aproved"), "Approved"),
        (("list", "--filter", "segment:Smrt"), "Smart Segment"),
        (("stage", "rename", "Aproved", "Done"), "Approved"),
    ],
)
def test_an_unknown_name_gets_the_nearest(board: Runner, words: tuple[str, ...], said: str) -> None:
    assert said in unchanged(board, *words)


def test_an_ambiguous_reference_gets_the_list(board: Runner) -> None:
    sentence = unchanged(board, "move", "process 5", "In Progress")
    for lane in ("Smart Segment", "Registrations", "Advanced Segment", "Elexon Central Systems"):
        assert f"{lane}:Process 5" in sentence
    assert "Unmetered" not in sentence
    board.say("move", "Elexon Central Systems:Process 5", "In Progress")


@pytest.mark.parametrize(
    "words",
    [
        ("add", "", "--workstream", "smart"),
        ("add", "   ", "--workstream", "smart"),
        ("add", "\u200b\u2060", "--workstream", "smart"),
        ("edit", "smart:Process 4", "title="),
        ("edit", "smart:Process 4", "title= \t "),
        ("edit", "smart:Process 4", "title=" + "x" * 1_000_000),
        ("add", "x" * 1_000_000, "--workstream", "smart"),
        ("add", "x", "--workstream", "w" * 1_000_000),
        ("move", "r" * 1_000_000, "Backlog"),
        ("move", "smart:Process 4", "s" * 1_000_000),
        ("block", "smart:Process 4", "--reason", "y" * 1_000_000),
        ("block", "smart:Process 4", "--reason", " "),
        ("list", "--filter", "(" * 100_000),
        ("list", "--filter", "stage:" + "s" * 1_000_000),
        ("list", "--as-at", "9" * 1_000_000),
        ("configure", "name="),
        ("configure", "limit:Approved=many"),
        ("workstream", "add", ""),
        ("workstream", "add", "n" * 1_000_000),
        ("stage", "add", "Blocked", "--role", "work"),
    ],
)
def test_empty_and_endless_texts_get_a_short_sentence(board: Runner, words: tuple[str, ...]) -> None:
    assert len(unchanged(board, *words)) < 600


@pytest.mark.parametrize("mark", ["\x00", "\x1b[31m", "\x07", "\u202e", "\u2066", "\x9b", "a\rb", "a\nb"])
def test_control_and_direction_characters_never_reach_the_terminal(board: Runner, mark: str) -> None:
    answer = board("add", f"Name {mark} end", "--workstream", "smart", "--ref", "X1")
    assert answer.code in (0, 1)
    everything = answer.out + answer.err
    if answer.code == 0:
        for words in (("list",), ("show", "X1"), ("history",), ("changes", "--since", "1")):
            everything += board.say(*words).out
    assert not any(letter in everything for letter in mark if not letter.isprintable() and letter != "\n")
    assert len(board.cards()) == 23 + (answer.code == 0)


@pytest.mark.parametrize("word", ["\ud800", "x\udc80y", "\udfff" * 3])
@pytest.mark.parametrize("where", ["title", "filter", "ref", "actor", "board"])
def test_half_characters_are_no_text(board: Runner, word: str, where: str) -> None:
    words = {
        "title": ("add", word, "--workstream", "smart"),
        "filter": ("list", "--filter", word),
        "ref": ("show", word),
        "actor": ("list", "--as", word),
        "board": ("new", f"{word}.mhhsboard"),
    }[where]
    assert "not valid text" in unchanged(board, *words)


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_title_is_only_ever_text(board: Runner, title: str, tmp_path: Path) -> None:
    board.say("add", title, "--workstream", "smart", "--ref", "X1")
    assert board.card("X1")["title"] == title
    assert title in board.say("list", "--filter", "ref:X1").out
    assert title in board.say("show", "X1").out
    for name in ("out.csv", "out.json", "out.md"):
        board.say("export", str(tmp_path / name))
    assert title.encode() in (tmp_path / "out.json").read_bytes() or "\\" in title or '"' in title
    board.say("retire", "X1")


@pytest.mark.parametrize("verb", [("move", "smart:Process 4", "Approved"), ("move", "elexon:Process 1", "Backlog")])
def test_a_forbidden_move_writes_nothing(board: Runner, verb: tuple[str, ...]) -> None:
    unchanged(board, *verb)
    unchanged(board, *verb, "--json")


def test_a_blocked_artefact_cannot_go_forward_and_an_approved_one_not_be_blocked(board: Runner) -> None:
    board.say("block", "smart:Process 4", "--not-stated")
    unchanged(board, "block", "smart:Process 1", "--not-stated")
    unchanged(board, "move", "smart:Process 1", "Blocked", "--not-stated")


# -- the board itself --------------------------------------------------------------------------------------------------


WRITING = ("move", "smart:Process 4", "L4 Review")


def test_read_only_by_wish(board: Runner) -> None:
    assert "read" in unchanged(board, "--read-only", *WRITING)
    assert "read" in unchanged(board, "undo", "--read-only")
    assert len(board.cards("", "--read-only")) == 23


@needs_fork
def test_read_only_by_permission(board: Runner) -> None:
    assert board.board is not None
    board.board.chmod(0o444)

    def use() -> str:
        assert len(board.cards()) == 23
        return unchanged(board, *WRITING)

    assert "read" in as_nobody(use)


def test_locked_by_another_program(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mhhs_board.program.boards.PATIENCE", 0.5)
    other = sqlite3.connect(board.board, isolation_level=None)  # type: ignore[arg-type]
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "try again" in unchanged(board, *WRITING)
    finally:
        other.close()
    board.say(*WRITING)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE mood (id TEXT)")
        raw.execute("PRAGMA user_version = 9999")
    raw.close()


def _cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    path.write_bytes(data)


def _strange_table(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TRIGGER sly AFTER INSERT ON artefact BEGIN DELETE FROM journal; END")
    raw.close()


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE x (y)")
    raw.close()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_newer, "newer version"),
        (_cut_short, "damaged"),
        (_scribbled, "damaged"),
        (_strange_table, "altered"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_text("hello"), "not a board"),
        (_foreign, "not a board"),
        (lambda path: path.unlink(), "no board"),
        (_folder, "folder"),
    ],
)
def test_a_file_that_is_no_sound_board(board: Runner, spoil: object, said: str) -> None:
    assert callable(spoil)
    assert board.board is not None
    spoil(board.board)
    held = board.board.read_bytes() if board.board.is_file() else None
    assert said in board.refused("list")
    assert said in board.refused(*WRITING)
    found = board("check", "--json")
    assert found.code == 1
    assert (board.board.read_bytes() if board.board.is_file() else None) == held
    if os.path.lexists(board.board):
        assert ("is a folder" if held is None else "is there already") in board.refused("new", str(board.board))


def test_a_damaged_row_is_found_by_check(board: Runner) -> None:
    with sqlite3.connect(board.board) as raw:  # type: ignore[arg-type]
        raw.execute("UPDATE artefact SET title = 'Silently other' WHERE ref = 'Process 6'")
    raw.close()
    answer = board("check", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    assert any("artefact" in finding["sentence"] for finding in answer.json["findings"])
    assert "artefact" in board("check").err


@pytest.mark.parametrize(
    "address", ["postgresql://host/board", "http://example.org/a", "mysql+pymysql://x", "sqlite://", "file:///x", " ", ""]
)
def test_a_board_is_a_file(board: Runner, address: str) -> None:
    answer = board("list", board=address or " ")
    assert (answer.code, answer.out) == (1, "")


def test_new_where_it_cannot_be(board: Runner, tmp_path: Path) -> None:
    assert "folder" in board.refused("new", str(tmp_path / "nowhere" / "x.mhhsboard"))
    dangling = tmp_path / "dangling.mhhsboard"
    dangling.symlink_to(tmp_path / "gone")
    assert "is there already" in board.refused("new", str(dangling))
    assert not (tmp_path / "nowhere").exists()
