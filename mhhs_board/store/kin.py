"""By which identity the backups know a board: what tells that the identity of an older board is damaged.

Boards made since then have it in their first entry, where the chain of hashes covers it. In older ones nothing does; but
whatever was at the same place and begins with the same first entry was the same board, and the oldest backup says what it
was called then.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import NamedTuple

from mhhs_board.store import homes, schema
from mhhs_board.store.examination import glance

_MOST = 500
"""Folders of backups that are looked into at most."""


class _Said(NamedTuple):
    identity: str
    first: bytes
    founded: bool


def known_as(path: Path, root: Path) -> str:
    """The identity by which the backups under `root` know the board at `path`, where that is not what it says itself; else
    empty."""
    own = _said(path)
    if own is None or own.founded:
        return ""
    found: list[tuple[str, str]] = []
    place = os.path.realpath(path)
    with contextlib.suppress(OSError):
        for folder in sorted(root.iterdir())[:_MOST]:
            if place not in homes.read(folder).places:
                continue  # a stranger's copy may begin with the same entry, and say of itself what it likes
            for copy in sorted(folder.glob("*.mhhsboard"))[:1]:  # their names begin with the moment
                said = _said(copy)
                if said is not None and said.first == own.first:
                    found.append((copy.name, said.identity))
    oldest = min(found, default=("", own.identity))[1]
    return oldest if oldest != own.identity else ""


def _said(path: Path) -> _Said | None:
    """What a file says whose tables of that are ours; None for any other, of which nothing is read."""
    try:
        with glance(path, "entry", "meta") as raw:
            if raw is None:
                return None
            row = raw.execute("SELECT uid, hash FROM entry WHERE seq = 1").fetchone()
            stated = schema.stated(raw)
    except (sqlite3.Error, UnicodeError):
        return None
    if row is None or not stated or not isinstance(row[1], bytes):
        return None
    return _Said(stated, row[1], bool(schema.founded_as(row[0])))
