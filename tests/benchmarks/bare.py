"""The limits: what the bare libraries need for the same bytes and the same cards, in as few lines as they allow.

A limit does nothing that the action's result does not need, and nothing cleverer than a good first program would: rows are
written by `sqlite3` with the program's own pragmas, cards are drawn by QPainter with fonts, pens and cut strings kept.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.rows import NAMES

_SET = ", ".join(f'"{name}" = :{name}' for name in NAMES["artefact"] if name != "id")
UPDATE = f"UPDATE artefact SET {_SET}, digest = :digest WHERE id = :id"
INSERT = "INSERT INTO entry (seq, uid, at, actor, verb, undoes, format, payload, digest, hash) VALUES (?,?,?,?,?,?,?,?,?,?)"
TOUCH = "INSERT INTO touched (kind, id, seq) VALUES ('artefact', ?, ?)"


class BareFile:
    """A board's file with nothing between it and us: one artefact's row, one entry and one line of who touched what."""

    def __init__(self, path: Path) -> None:
        self._raw = connect(examine(path), "rw")
        with closing(self._raw.execute("SELECT * FROM artefact WHERE stage IN ('backlog', 'in-progress')")) as found:
            names = [column[0] for column in found.description]
            self._rows = itertools.cycle([dict(zip(names, row, strict=True)) for row in found.fetchmany(500)])
        self._seq = self._newest()

    def _newest(self) -> int:
        found: int = self._raw.execute("SELECT max(seq) FROM entry").fetchone()[0]
        return found

    def commit(self, *, shared: bool = False) -> None:
        """Write what one move writes, as durably; behind what others wrote, where the file is shared."""
        row = next(self._rows)
        row["stage"] = "in-progress" if row["stage"] == "backlog" else "backlog"
        self._raw.execute("BEGIN IMMEDIATE")
        self._seq = (self._newest() if shared else self._seq) + 1
        uid = f"bare-{self._seq:027d}"
        self._raw.execute(UPDATE, row)
        payload = (
            b'{"changes":[["artefact","%s",{"stage":"x"},{"stage":"y"}]],"note":"","salt":""}' % row["id"].encode() * 2
        )
        self._raw.execute(
            INSERT, (self._seq, uid, "2026-11-24T08:00:00Z", "Ana", "move", None, 1, payload, b"0" * 32, b"0" * 32)
        )
        self._raw.execute(TOUCH, (row["id"], self._seq))
        self._raw.execute("COMMIT")

    def roll_back(self) -> None:
        """Give up what the others left no room for."""
        if self._raw.in_transaction:
            self._raw.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()


def payloads(path: Path, most: int, before: int = 2**62) -> list[bytes]:
    """The payloads of so many entries, newest first, as a time traveller needs them at least."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT payload FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT ?", (before, most))
        return [row[0] for row in rows]


def rows_of(path: Path, kinds: Sequence[str]) -> int:
    """Read every row of some kinds as tuples; returns how many."""
    with closing(sqlite3.connect(path)) as raw:
        return sum(len(raw.execute(f'SELECT * FROM "{kind}"').fetchall()) for kind in kinds)
