"""A board whose every text steers a terminal, sealed with the right hashes, read at a real terminal: nothing reaches it raw."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import uuid
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.board import fields_of, record_from, revised
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Change
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import blocking, escalating
from mhhs_board.program import boards
from mhhs_board.store.opening import open_store
from tests.base.test_terminal import HOSTILE, obeyed
from tests.domain.boards import entry

if sys.platform == "win32":
    pytest.skip("needs a terminal of Unix", allow_module_level=True)

import pty

ROOT = Path(__file__).resolve().parents[2]
REFERS = {"id", "kind", "workstream", "stage", "artefact", "blocker", "forum", "parent", "rank", "role"}
DATES = {
    "stage_since",
    "due_on",
    "needed_on",
    "since",
    "closed",
    "raised",
    "returned",
    "retired",
    "active_from",
    "active_to",
}
"""What the domain reads as a moment; a board may hold anything there, too."""


def steering(record: Record, *, dates: bool) -> Change | None:
    """Every text of a record becomes one that steers; what it refers to stays."""
    texts: dict[str, object] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name in REFERS or (name in DATES) != dates:
            continue
        if isinstance(value, str):
            with contextlib.suppress(Damaged):  # one of few words, as a gate
                record_from(record.KIND, {**fields_of(record), name: HOSTILE})
                texts[name] = f"{HOSTILE}{record.id[:4]}"
        elif isinstance(value, tuple) and name in ("labels", "links", "aliases"):
            texts[name] = (HOSTILE, f"http://{HOSTILE}/")
    return revised(record, **texts) if texts else None


def forged(path: Path, *, dates: bool) -> Path:
    """A board as a program of somebody's own would write it: its hashes are right and its texts are not."""
    boards.create_board(path, boards.EXAMPLE, example=True, actor="Ana")
    with contextlib.closing(boards.open_workspace(path, kept=False)) as workspace:
        (card,) = [one.id for one in workspace.board.artefacts() if (one.workstream, one.ref) == ("smart", "Process 4")]
        workspace.run(blocking.block, ids=[card], reason="Why")
        workspace.run(escalating.escalate, artefact=card, forum="dag", question="Which?")
    with open_store(path) as store:
        records, head = store.load()
        changes = [change for one in records if (change := steering(one, dates=dates)) is not None]
        new = msgspec.structs.replace(
            entry(*changes), uid=uuid.uuid4().hex, actor=HOSTILE, note=HOSTILE, verb=HOSTILE if dates else "edit"
        )
        store.append(new, head, now=HOSTILE if dates else "2026-11-24T09:00:00Z", salt="s")
    return path


def at_a_terminal(board: Path, *words: str) -> tuple[int, str]:
    """What a command sends to its terminal, which is its standard input, output and error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mhhs_board", "-b", str(board), *words],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "400", "MHHS_NO_BOOTSTRAP": "1", "PYTHONUTF8": "1"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as command:
        os.close(theirs)
        sent = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # how a terminal of Linux says that nobody writes to it any more
                break
            if not more:
                break
            sent += more
    os.close(ours)
    return command.returncode, sent.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("dates", [False, True])
def test_the_texts_of_a_forged_board_reach_no_terminal(tmp_path: Path, dates: bool) -> None:
    path = forged(tmp_path / "sent.mhhsboard", dates=dates)
    with open_store(path, read_only=True) as store:
        identity = next(one.id for one in store.load()[0] if isinstance(one, Artefact))
    shown = False
    for words in (
        ("list",),
        ("show", identity),
        ("history",),
        ("history", identity),
        ("changes", "--since", "1"),
        ("check",),
    ):
        code, sent = at_a_terminal(path, *words)
        assert not obeyed(sent), words
        assert "Traceback" not in sent, (words, sent)
        shown = shown or (code == 0 and "owned" in sent)
    assert shown or dates, "nothing of the texts was seen at all"
