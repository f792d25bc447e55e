"""The one kind of write: an entry of changes, its inverse, its canonical bytes and its place in the hash chain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from mhhs_board.domain.errors import Damaged

FORMAT = 1
"""The shape of today's payload. Raise it with an upcaster in `UPCASTERS` when a record's fields change their meaning."""

if TYPE_CHECKING:
    Fields = dict[str, Any]
else:
    _Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
    Fields = dict[str, str | _Whole | list[str] | None]
"""What a record's fields are in a change, and what is believed of a payload: text, whole numbers that a table holds, lists
of text; nothing that is nested."""


class Change(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What happened to one record: only the fields that differ.

    `before is None` means added (`after` holds every field that is not its default), `after is None` means removed.
    """

    kind: str
    id: str
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Change:
        """The change that puts everything back."""
        return Change(self.kind, self.id, self.after, self.before)


NOT_STATED = "not stated"
"""Who acted, where nobody has said it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One act of one person, whole or not at all.

    `seq`, `at` and `hash` are given by the journal as it seals the entry; an operation leaves them empty. `warnings` are
    told once to whoever acted and are not kept.
    """

    uid: str
    verb: str
    actor: str
    changes: tuple[Change, ...]
    note: str = ""
    undoes: int | None = None
    format: int = FORMAT
    seq: int = 0
    at: str = ""
    hash: bytes = b""
    warnings: tuple[str, ...] = ()

    def touches(self) -> set[tuple[str, str]]:
        """Kind and id of every record this entry changes."""
        return {(change.kind, change.id) for change in self.changes}


class Header(msgspec.Struct, frozen=True):
    """What can be known of a kept entry without reading what it changed."""

    seq: int
    at: str
    verb: str
    undoes: int | None


class Head(msgspec.Struct, frozen=True):
    """The newest entry of a journal: its number, time and hash. An empty journal has number 0."""

    seq: int = 0
    at: str = ""
    hash: bytes = b""


class Sealed(msgspec.Struct, frozen=True):
    """An entry with the exact bytes that its hash covers."""

    entry: Entry
    payload: bytes
    digest: bytes
    """SHA-256 of the payload; the chain covers this, so that a text can be erased with the chain whole."""


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take a board back, last first."""
    return tuple(change.inverse() for change in reversed(tuple(changes)))


def canonical(value: Any) -> bytes:
    """The one way to write a value as bytes: JSON with sorted keys and no spaces. Floats never occur in records."""
    return msgspec.json.encode(value, order="sorted")


def _chained(previous: bytes, entry: Entry, digest: bytes) -> bytes:
    header = [entry.seq, entry.uid, entry.at, entry.actor, entry.verb, entry.undoes, entry.format, digest.hex()]
    return hashlib.sha256(previous + canonical(header)).digest()


def seal(entry: Entry, head: Head, *, now: str, salt: str) -> Sealed:
    """Give an entry its number, a time never before its predecessor's, and its hash.

    `salt` makes a short text unguessable from its digest once it has been erased.
    """
    payload = canonical({"changes": entry.changes, "note": entry.note, "salt": salt})
    digest = hashlib.sha256(payload).digest()
    placed = msgspec.structs.replace(entry, seq=head.seq + 1, at=max(now, head.at))
    return Sealed(msgspec.structs.replace(placed, hash=_chained(head.hash, placed, digest)), payload, digest)


class _Payload(msgspec.Struct, frozen=True):
    changes: tuple[Change, ...]
    note: str
    salt: str = ""


class _Changes(msgspec.Struct, frozen=True, gc=False):
    changes: tuple[Change, ...]


_payload_decoder = msgspec.json.Decoder(_Payload)
_changes_decoder = msgspec.json.Decoder(_Changes)

_UNREADABLE = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError, TypeError)
"""What a payload that is none ends in, also one that is nested without an end, or no bytes."""

UPCASTERS: dict[int, Callable[[Change], Change]] = {}
"""From each older `format`, the pure function that gives a change today's names. Hashes are checked on the raw bytes."""


def _read(payload: bytes, seq: int, made: int) -> _Payload:
    """A payload with today's names. Raises Damaged where it is none, or of a format that nobody can read."""
    try:
        read = _payload_decoder.decode(payload)
    except _UNREADABLE as error:
        raise Damaged(f"Entry {seq} of the history cannot be read.") from error
    if made < FORMAT:
        if made not in UPCASTERS:
            raise Damaged(f"Entry {seq} of the history cannot be read.")
        for version in range(made, FORMAT):
            read = msgspec.structs.replace(read, changes=tuple(UPCASTERS[version](change) for change in read.changes))
    return read


def opened(payload: bytes, **header: Any) -> Entry:
    """An entry from its stored payload and header fields. Raises Damaged where the payload is no payload."""
    read = _read(payload, header.get("seq", 0), header.get("format", FORMAT))
    return Entry(changes=read.changes, note=read.note, **header)


def changes_in(payload: bytes, seq: int, made: int = FORMAT) -> tuple[Change, ...]:
    """Only the changes of a stored payload of format `made`, sooner than by `opened`. Raises Damaged as it does."""
    if made == FORMAT:
        try:
            return _changes_decoder.decode(payload).changes
        except _UNREADABLE:
            pass  # said below
    return _read(payload, seq, made).changes


def verify(entry: Entry, payload: bytes, previous: Head) -> None:
    """Check one link of the chain on the raw bytes. Raises Damaged naming the entry."""
    if entry.seq != previous.seq + 1 or _chained(previous.hash, entry, hashlib.sha256(payload).digest()) != entry.hash:
        raise Damaged(f"Entry {entry.seq} of the history does not follow from the one before it.")
