"""What a damaged file still holds, read from a copy of it that nobody else may read and that is gone afterwards.

Nothing of the file is believed but the rows of its journal, each by its link to the one before. Its first page, with the
head and all that the file says of its structure, is made anew in the copy before it is read: a bit of it that was damaged
costs nothing, and whatever else stood there, views and triggers among it, is never seen.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import secrets
import sqlite3
import stat
import struct
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from mhhs_board.base.safe_write import why
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.domain.journal import Head, Sealed, opened, verify
from mhhs_board.store import branches, schema, structure
from mhhs_board.store.beside import journal_of, ours
from mhhs_board.store.branches import Origin
from mhhs_board.store.engine import connect_damaged, in_memory
from mhhs_board.store.journal import fits
from mhhs_board.store.later import Row
from mhhs_board.store.one_name import beside
from mhhs_board.store.rows import within
from mhhs_board.store.write_lock import Copied, LockedFile, copy_bytes, digest

_R = TypeVar("_R")

LONGEST_READ = 20.0
"""Seconds that all reading of a file may take, after which one that does not come to an end is given up; a second more for
so many bytes that it holds:"""
_A_SECOND = 500_000

_TICK = 500
"""Steps of SQLite's machine, some rows, after which it asks whether to go on."""

SALVAGE = ".salvage"

_ENTRIES = "SELECT seq, uid, at, actor, verb, undoes, format, hash, payload FROM entry WHERE seq > ? ORDER BY seq"
_MARKS = "SELECT seq, hash, uid FROM entry WHERE seq > ? ORDER BY seq"
_FROM_THE_END = f"{_MARKS} DESC"
_META, _MOST = "SELECT key, value FROM meta WHERE ? = 0", 100
_ROOTS = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND name IN ('entry', 'meta') AND ? = 0"

_HEAD = 100
_PAGE, _LARGEST_PAGE = 4096, 65536
_ENCODINGS = {1: "UTF-8", 2: "UTF-16le", 3: "UTF-16be"}
_PLAIN = {
    "entry": "CREATE TABLE entry (seq INTEGER PRIMARY KEY, uid, at, actor, verb, undoes, format, payload, digest, hash)",
    "meta": "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
}
"""How the tables are read: the columns as they lie in the file, and no rule, index or expression."""
_Roots = tuple[tuple[str, int], ...]


class _Means:
    """What all reading of a copy may take: no more bytes than it holds, which a file of holes does not say, and so much
    time of SQLite's, however often it is gone through."""

    def __init__(self) -> None:
        self.room = 0
        self._spent = 0.0
        self._since = 0.0

    @property
    def most(self) -> float:
        """For how many seconds may be read in all."""
        return LONGEST_READ + self.room / _A_SECOND

    @property
    def spent(self) -> bool:
        """Whether nothing more may be read."""
        return self._spent > self.most

    def over(self) -> bool:
        """Whether what is being read takes too long, asked while SQLite is at work."""
        return self._spent + time.monotonic() - self._since > self.most

    def of(self, rows: Iterable[_R]) -> Iterator[_R]:
        """Rows, the time that they take counted, and not that of whoever gets them."""
        each = iter(rows)
        while True:
            self._since = time.monotonic()
            try:
                row = next(each)
            except StopIteration:
                return
            finally:
                self._spent += time.monotonic() - self._since
            yield row


@dataclass
class Remains:
    """What is left in a file. `marks` are number and hash of every entry that can be read at all, believed or not; `torn`
    says that the last of them may not be the last that there was. `founded` is the identity that its history tells, `meta`
    what the file says of itself; `digest` is of the file as it was copied."""

    copy: Path | None = None
    digest: bytes = b""
    marks: dict[int, bytes] = field(default_factory=dict)
    torn: bool = False
    uids: dict[int, str] = field(default_factory=dict)
    founded: str = ""
    meta: tuple[tuple[object, ...], ...] = ()
    means: _Means = field(default_factory=_Means)

    def origin(self, identity: str = "") -> Origin:
        """Which board it was; `identity` is its where the file's own is known to be damaged."""
        return branches.told(self.meta, identity or self.founded)

    def rows(self, seq: int) -> Iterator[Row]:
        """The rows of the entries behind a number that can be read, believed or not."""
        return _rows_of(self.copy, self.means, _ENTRIES, seq)

    def after(self, head: Head) -> list[Sealed]:
        """The entries behind `head` that follow from it link by link."""
        found: list[Sealed] = []
        for row in self.rows(head.seq):
            if (sealed := sealed_behind(row, head)) is None:
                break
            found.append(sealed)
            head = head_of(sealed)
        return found

    def names(self, seq: int, hashed: bytes, uid: object = None) -> bool:
        """Whether an entry may be the one of that number in the file, which may be damaged in its hash."""
        return self.marks.get(seq) == hashed or (uid is not None and self.uids.get(seq) == uid)


def head_of(sealed: Sealed) -> Head:
    """The head of a journal that ends with an entry."""
    return Head(sealed.entry.seq, sealed.entry.at, sealed.entry.hash)


@contextlib.contextmanager
def remains(path: Path | None, beside_of: Path, file: LockedFile | None = None) -> Iterator[Remains]:
    """What is left in the file at `path`, which is `file` where its lock is held. The copy lies beside `beside_of`.

    Raises Unavailable where the file cannot be read or copied.
    """
    if path is None:
        yield Remains()
        return
    means = _Means()
    plain, rolled, walled = (beside_of.with_name(f".{secrets.token_hex(8)}{SALVAGE}") for _ in range(3))
    try:
        try:
            copied = file.copy(plain) if file is not None else _copy(path, plain)
            means.room = copied.held
            journal, wal, _ = beside(path)
            if _rolls_back(journal):
                means.room += _with(plain, rolled, journal, journal_of(rolled), means)
            if _in_wal_mode(plain):
                means.room += _with(plain, walled, wal, beside(walled)[1], means)
            found = [_readable(copy, means) for copy in (rolled, walled, plain) if copy.exists()]
            best = max(found, key=lambda one: one[0])[1]
        except FileNotFoundError:
            best = None
        except OSError as error:
            raise Unavailable(f"{path.name} cannot be read for what is whole in it: {why(error)}.") from error
        if best is None:
            yield Remains()
            return
        marks, uids, torn = _marks(best, means)
        meta = tuple(itertools.islice(_rows_of(best, means, _META), _MOST))
        founding = next((sealed_behind(row, Head()) for row in _rows_of(best, means, _ENTRIES)), None)
        founded = schema.founded_as(founding.entry.uid) if founding is not None else ""
        yield Remains(best, copied.digest, marks, torn, uids, founded, meta, means)
    finally:
        for copy in (plain, rolled, walled):
            for left in (copy, *beside(copy)):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)


def digest_of(path: Path) -> bytes:
    """The digest of what a file holds. Raises OSError."""
    with _reading(path) as file:
        return digest(file)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[LockedFile]:
    """An ordinary file and nothing else: no link's other end, no pipe that never gives anything."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileNotFoundError(path)
        yield LockedFile(path, handle)
    finally:
        os.close(handle)


def _copy(path: Path, target: Path) -> Copied:
    with _reading(path) as file:
        return copy_bytes(file, target)


def _with(plain: Path, copy: Path, other: Path, named: Path, means: _Means) -> int:
    """A second copy, with what SQLite puts into it of a file beside it, and how many bytes that holds."""
    try:
        held = _copy(other, named).held
        _copy(plain, copy)
    except FileNotFoundError:
        return 0
    if ours(journal_of(copy), used=False):  # as it was copied
        list(_rows_of(copy, means, "SELECT count(*) + ? FROM sqlite_master", believed=False))
    else:
        copy.unlink()
    for left in beside(copy):
        left.unlink(missing_ok=True)
    return held


def _in_wal_mode(copy: Path) -> bool:
    with _reading(copy) as file:
        return file.read(2, 18) == b"\2\2"


def _rolls_back(journal: Path) -> bool:
    """Whether a journal would be rolled back, and is one of this program's: what a stranger put there is never followed."""
    try:
        return os.lstat(journal).st_size > 512 and ours(journal)
    except OSError:
        return False


# -- the first page made anew ------------------------------------------------------------------------------------------


def _readable(copy: Path, means: _Means) -> tuple[int, Path]:
    """How many entries of a copy follow from the one before, and the copy with the first page of our making that shows most
    of them."""
    with _reading(copy) as file:
        start, size = file.read(_LARGEST_PAGE, 0), copy.stat().st_size
        head = start[:_HEAD].ljust(_HEAD, b"\0")
    if size < 512:
        return 0, copy
    best, chosen = (-1, 0), head
    for page in _likely(head):
        _put(copy, start)  # a first page of another size that was tried before lies over what is no first page
        for roots in _roots_of(copy, means, head, size, page):
            for encoding in dict.fromkeys((1, struct.unpack(">I", head[56:60])[0])):
                first = _first_page(roots, page, encoding, size) if encoding in _ENCODINGS else None
                if first is None:
                    continue
                _put(copy, first)
                links = _links(copy, means)
                if links > best:
                    best, chosen = links, first
            if best[0] > 0:
                break
        if best[0] > 0:
            break
    _put(copy, start)
    _put(copy, chosen)
    return max(best[0], 0), copy


def _likely(head: bytes) -> list[int]:
    """Sizes of a page: ours, and the one that the head tells where it can be one."""
    told = struct.unpack(">H", head[16:18])[0]
    told = 65536 if told == 1 else told
    return list(dict.fromkeys([_PAGE, *([told] if 512 <= told <= 65536 and told & (told - 1) == 0 else [])]))


def _roots_of(copy: Path, means: _Means, head: bytes, size: int, page: int) -> Iterator[_Roots]:
    """On which pages the tables may begin: as the file tells with its head mended, as it tells by itself, and where they
    lie in a board that was made by one of the schemas. Leaves the copy's first page as it was."""
    seen = set()
    with _reading(copy) as file:
        first = file.read(page, 0)
    for start in (_mended(head, size, page), head):
        _put(copy, start + first[_HEAD:])
        rows = _rows_of(copy, means, _ROOTS, believed=False)
        found = tuple(sorted((str(name), root) for name, root in rows if isinstance(root, int)))
        _put(copy, first)
        if dict(found).get("entry") and found not in seen:
            seen.add(found)
            yield found
    for number in range(schema.NUMBER, 0, -1):
        found = _roots_by(number)
        if found not in seen:
            seen.add(found)
            yield found


def _roots_by(number: int) -> _Roots:
    with contextlib.closing(in_memory()) as raw:
        for statement in structure.objects(number).values():
            raw.execute(statement)
        return tuple(sorted(raw.execute(_ROOTS, (0,)).fetchall()))


def _mended(head: bytes, size: int, page: int) -> bytes:
    """A head with what is the same in every board written anew, and its length as it is."""
    new = bytearray(head)
    new[0:24] = b"SQLite format 3\0" + struct.pack(">H", page if page < 65536 else 1) + bytes((1, 1, 0, 64, 32, 32))
    new[28:32] = struct.pack(">I", size // page)
    new[44:60] = struct.pack(">IIII", 4, 0, 0, 1)
    new[64:68] = new[72:76] = bytes(4)
    new[76:92] = bytes(16)
    new[92:96] = new[24:28]
    return bytes(new)


def _first_page(roots: _Roots, page: int, encoding: int, size: int) -> bytes | None:
    """A first page that says of a file no more than where the journal and the identity lie."""
    with contextlib.closing(in_memory()) as raw:
        for name, value in (("page_size", page), ("encoding", f"'{_ENCODINGS[encoding]}'")):
            raw.execute(f"PRAGMA {name} = {value}")
        for name, _ in roots:
            raw.execute(_PLAIN[name])
        raw.execute("PRAGMA writable_schema = 1")
        raw.executemany("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", [(root, name) for name, root in roots])
        first = bytearray(raw.serialize()[:page])
    if len(first) < page:
        return None
    first[28:32] = struct.pack(">I", size // page)
    return bytes(first)


def _put(copy: Path, first: bytes) -> None:
    handle = os.open(copy, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        view = memoryview(first)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


# -- rows --------------------------------------------------------------------------------------------------------------


def _marks(copy: Path, means: _Means) -> tuple[dict[int, bytes], dict[int, str], bool]:
    """Number and hash of the entries of a copy, number and own id, and whether the last that there was may not be among
    them: where the way through them breaks off in the middle, they are gone through from their end too."""
    found: dict[int, bytes] = {}
    uids: dict[int, str] = {}
    ended: list[bool] = []
    for statement in (_MARKS, _FROM_THE_END):
        count = 0
        for seq, hashed, uid in _rows_of(copy, means, statement, ended=ended):
            count += 1
            if isinstance(seq, int) and isinstance(hashed, bytes):
                found.setdefault(seq, hashed)
                uids.setdefault(seq, str(uid))
        if ended:
            return found, uids, False
    return found, uids, not count


def _rows_of(
    copy: Path | None,
    means: _Means,
    statement: str,
    after: int = 0,
    *,
    believed: bool = True,
    ended: list[bool] | None = None,
) -> Iterator[tuple[object, ...]]:
    """Rows of a copy until one cannot be read; `ended` hears where it was the last. What is not `believed`, as its first
    page was not made by us, may take no more than a board's structure does."""
    if copy is None or means.spent:
        return
    with (
        contextlib.suppress(sqlite3.Error, UnicodeError, OSError, Damaged),
        contextlib.closing(connect_damaged(copy)) as raw,
    ):
        if believed:
            raw.trust(means.room, whole=True)  # it is read as far as its pages go
            raw.set_progress_handler(means.over, _TICK)
        yield from means.of(within(raw, "entry", _begun(raw, statement, after)))
        if ended is not None:
            ended.append(True)


def _begun(raw: sqlite3.Connection, statement: str, after: int) -> Generator[Any, None, None]:
    """Rows of a statement that is begun with the first of them. The driver is a row ahead: where the next cannot be read it
    keeps back the last that can."""
    count = 0
    try:
        for row in raw.execute(statement, (after,)):
            yield row
            count += 1
    except sqlite3.Error:
        yield from raw.execute(f"{statement} LIMIT 1 OFFSET {count}", (after,))
        raise


def _links(copy: Path, means: _Means) -> tuple[int, int]:
    """How many entries follow from the one before, and how many there are."""
    linked, count, before = 0, 0, Head()
    for row in _rows_of(copy, means, _ENTRIES):
        count += 1
        linked += sealed_behind(row, before) is not None
        seq, chained = row[0], row[7]
        before = Head(seq, "", chained) if isinstance(seq, int) and isinstance(chained, bytes) else Head()
    return linked, count


def sealed_behind(row: Row, head: Head) -> Sealed | None:
    """An entry from its row, where it follows from the one before; None where it does not, or is none."""
    if not fits(row):
        return None
    seq, uid, at, actor, verb, undoes, made, chained, payload = row
    assert isinstance(payload, bytes)
    header = {"seq": seq, "uid": uid, "at": at, "actor": actor, "verb": verb, "undoes": undoes}
    try:
        entry = opened(payload, **header, format=made, hash=chained)
        verify(entry, payload, head)
    except (BoardError, LookupError, UnicodeError):
        return None
    return Sealed(entry, payload, hashlib.sha256(payload).digest())
