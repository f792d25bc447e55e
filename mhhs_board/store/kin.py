"""By which identity the backups know a board: what tells that the identity of an older board is damaged.

Boards made since then have it in their first entry, where the chain of hashes covers it. In older ones nothing does; but
whatever begins with the same first entry was the same board, and the oldest backup says what it was called then.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import NamedTuple

from mhhs_board.store import schema
from mhhs_board.store.examination import glance

_MOST = 500
"""Folders of backups that are looked into at most."""


class Kin(NamedTuple):
    """An identity, and the folder of the backups that bear it."""

    identity: str
    folder: Path


class _Said(NamedTuple):
    identity: str
    first: bytes
    founded: bool


def known_as(path: Path, root: Path) -> Kin | None:
    """How the backups under `root` know the board at `path`, where that is not what it says itself; else None."""
    own = _said(path)
    if own is None or own.founded:
        return None
    found: list[tuple[str, Kin]] = []
    with contextlib.suppress(OSError):
        for folder in sorted(root.iterdir())[:_MOST]:
            for copy in sorted(folder.glob("*.mhhsboard"))[:1]:  # their names begin with the moment
                said = _said(copy)
                if said is not None and said.first == own.first:
                    found.append((copy.name, Kin(said.identity, folder)))
    oldest = min(found, default=None)
    return oldest[1] if oldest is not None and oldest[1].identity != own.identity else None


def _said(path: Path) -> _Said | None:
    """What a file says that has the shape of a board; None for any other, of which nothing is read."""
    try:
        with glance(path, "entry", "meta") as raw:
            if raw is None:
                return None
            row = raw.execute("SELECT uid, hash FROM entry WHERE seq = 1").fetchone()
            stated = schema.stated(raw)
    except (sqlite3.Error, UnicodeError, OSError):
        return None
    if row is None or not stated or not isinstance(row[1], bytes):
        return None
    return _Said(stated, row[1], bool(schema.founded_as(row[0])))
