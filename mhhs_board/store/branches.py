"""What tells a board from every other, and a copy of it from the board that it was made of.

`meta` holds an *identity*, which all copies of a board share, and in each copy that this program saved a *branch* of its
own: a random name, the entry at which it was made, and a digest over both and the identity. Without one it is the original.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Iterable

import msgspec

from mhhs_board.store import schema

KEY = "branch"
"""Under which `meta` holds it."""

_FORM = re.compile(r"([0-9a-f]{32}) ([1-9][0-9]{0,17}) ([0-9a-f]{64}) ([0-9a-f]{64})")
_MOST = 100


class Origin(msgspec.Struct, frozen=True):
    """Which board a file is. `branch` is what `meta` holds of it: empty in the original, and where none can be believed."""

    identity: str = ""
    branch: str = ""
    whole: bool = True
    """Whether what stands there of a branch is as it was written."""

    @property
    def name(self) -> str:
        """What tells this copy from the others of the board; empty in the original."""
        return self.branch.partition(" ")[0]

    @property
    def made_at(self) -> tuple[int, bytes]:
        """Number and hash of the entry that the copy was made at; zero and nothing in the original."""
        found = _FORM.fullmatch(self.branch)
        return (int(found[2]), bytes.fromhex(found[3])) if found else (0, b"")


def _digest(identity: str, name: str, seq: str, hashed: str) -> str:
    said = "\0".join((identity, name, seq, hashed))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def new(identity: str, seq: int, hashed: bytes) -> str:
    """A branch that begins behind an entry."""
    name = secrets.token_hex(16)
    return f"{name} {seq} {hashed.hex()} {_digest(identity, name, str(seq), hashed.hex())}"


def origin(identity: str, branch: str) -> Origin:
    """What these two say, as far as they can be believed."""
    found = _FORM.fullmatch(branch)
    if found is not None and found[4] == _digest(identity, found[1], found[2], found[3]):
        return Origin(identity, branch)
    return Origin(identity, "", whole=not branch)


def read(raw: sqlite3.Connection, *, identity: str = "", history: bool = True) -> Origin:
    """Which board a connection's file is; its `meta` has been looked at before, and its history where that is to be read
    too. `identity` is its where the file's own is known to be damaged."""
    rows = raw.execute("SELECT key, value FROM meta LIMIT ?", (_MOST,)).fetchall()
    return told(rows, identity or (schema.founded(raw) if history else ""))


def told(rows: Iterable[tuple[object, ...]], identity: str = "") -> Origin:
    """What the rows of a `meta` say; an `identity` that is known otherwise goes before what they say of it."""
    kept = {key: value for key, value in rows if isinstance(value, str)}
    lost = any(key not in ("identity", KEY) and _FORM.fullmatch(value) for key, value in kept.items())
    found = origin(identity or kept.get("identity", ""), kept.get(KEY, ""))
    return msgspec.structs.replace(found, whole=False) if lost else found


def put(raw: sqlite3.Connection, branch: str) -> None:
    """Have a file be a branch, or with nothing the original; inside the caller's transaction, or as one of its own."""
    if branch:
        raw.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (KEY, branch))
    else:
        raw.execute("DELETE FROM meta WHERE key = ?", (KEY,))
