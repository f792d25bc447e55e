"""Boards in files for the tests of the store."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from pathlib import Path

import msgspec

from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.journal import Entry, Head
from mhhs_board.store import schema, structure
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import create_store
from tests.domain.boards import entry, founding_entry

NOW = "2026-11-24T08:00:00Z"


def made(path: Path, artefacts: int = 6) -> Path:
    """A closed small board at a path."""
    create_store(path, founding_entry(artefacts), now=NOW, salt="salt").close()
    return path


class Player:
    """A board in memory beside its store, as a workspace keeps it, without any rule."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        records, self.head = store.load()
        self.board = Board(records, self.head.seq)

    def take(self, kept: Entry) -> None:
        """Apply a kept entry."""
        self.board.apply(kept)
        self.head = Head(kept.seq, kept.at, kept.hash)

    def move(self, artefact: str = "a1", stage: str = "work") -> Entry | list[Entry]:
        """Try one move; taken in where it was kept."""
        new = entry(revised(self.board.artefact(artefact), stage=stage))
        new = msgspec.structs.replace(new, uid=uuid.uuid4().hex)  # children made by fork count alike
        kept = self.store.append(new, self.head, now=NOW, salt="s")
        if isinstance(kept, Entry):
            self.take(kept)
        return kept


def aged(path: Path, number: int) -> Path:
    """A board of today as a program of an older schema would have made it: without what came later."""
    older = path.with_name("older")
    raw = sqlite3.connect(older, isolation_level=None)
    try:
        raw.execute("ATTACH ? AS today", (str(path),))
        then = structure.objects(number)
        for statement in then.values():
            raw.execute(statement)
        for kind, name in then:
            if kind == "table":
                columns = ", ".join(f'"{column}"' for _, column, *_ in raw.execute(f"PRAGMA main.table_info({name!r})"))
                order = "seq" if name == "entry" else "1"
                raw.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM today."{name}" ORDER BY {order}')
        raw.execute(f"PRAGMA main.application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA main.user_version = {number}")
    finally:
        raw.close()
    return older.replace(path)


NOVEMBER = {number: Path(__file__).with_name(f"november_{number}.sql") for number in (1, 2, 3, 4)}
"""Boards that programs of November 2026 wrote, one for each schema before today's: three artefacts, escalations passed on,
answered and open, and an undo; the third has one withdrawn too, private notes, and the lanes of a template; the fourth has a milestone, a meeting, a decision
and an action."""


def november(path: Path, number: int) -> Path:
    """A file of November 2026 with that schema."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        raw.executescript(NOVEMBER[number].read_text("utf-8"))
    finally:
        raw.close()
    return path


def digest_of(path: Path) -> str:
    """SHA-256 of a file; only while no connection to it is open."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def altered(path: Path, *statements: str) -> None:
    """What another program does to a file behind our back."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in statements:
            raw.execute(statement)
    finally:
        raw.close()
