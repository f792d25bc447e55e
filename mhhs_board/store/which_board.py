"""Which board a file is, and what people call it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mhhs_board.base.text import named
from mhhs_board.domain.errors import BoardError
from mhhs_board.store import branches
from mhhs_board.store.branches import Origin
from mhhs_board.store.examination import glance
from mhhs_board.store.file_store import FileStore


def origin_of(path: Path, identity: str = "") -> Origin:
    """Which board a file is, read without locking or mending anything; an empty one where it cannot be read. `identity` is
    its where the file's own is known to be damaged."""
    try:
        with glance(path, "meta", "entry") as raw:
            if raw is not None:
                return branches.read(raw, identity=identity)
    except (sqlite3.Error, UnicodeError):
        pass
    try:
        with glance(path, "meta") as raw:
            return Origin() if raw is None else branches.read(raw, identity=identity, history=False)
    except (sqlite3.Error, UnicodeError):
        return Origin()


def name_of(path: Path) -> str:
    """What people call a board, for a sentence; empty where its file does not say so."""
    try:
        with FileStore(path, "ro") as store, store.reading() as raw:
            row = raw.execute("SELECT name FROM board LIMIT 1").fetchone()
    except (BoardError, sqlite3.Error, OSError, UnicodeError):
        return ""
    return named(row[0]) if row is not None and isinstance(row[0], str) else ""


def copy_name(origin: Origin) -> str:
    """What a copy is called of which nothing else is known."""
    seq, _ = origin.made_at
    return f"saved at entry {seq}" if seq else "the original"
