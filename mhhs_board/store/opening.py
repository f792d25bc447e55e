"""Open a board that is there, or make a new one. What is opened is looked at first and only then believed."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import stat
import time
import uuid
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.safe_write import keep_rights, make_first, put_first, why
from mhhs_board.domain.errors import Busy, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Entry, Head
from mhhs_board.store import schema
from mhhs_board.store.engine import BUSY_MS, board_path, file_uri
from mhhs_board.store.errors import NEWER, NOT_A_BOARD, RESTORE, looks_sound, speaking
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.one_name import beside, refuse_unless_new, why_not_written

QUICK_CHECK_BYTES = 8 * 1024 * 1024
"""Up to this size `quick_check` at opening takes some 10 ms; what is larger a window reads through once it is painted, and
`check` when it is asked to."""


OPENING_SECONDS = 1.0
"""For how long a board that others are writing to is tried before the user is told; no window stands still meanwhile."""


def open_store(location: str | Path, *, read_only: bool = False, patience: float = BUSY_MS / 1000) -> FileStore:
    """Open the board at a path or `sqlite:///` URL; a file or folder that may not be written opens read-only.

    Brings an older schema up to date, with a copy beside it first. Raises Unavailable (missing, a folder, locked, made by
    a newer version) or Damaged (empty, no board, damaged, altered); then not one byte was written.
    """
    path = board_path(location)
    started = time.monotonic()
    while True:
        try:
            return _open(path, read_only, patience)
        except Busy:  # each of the looks at an opening board waits for itself; a busy neighbour can be met more than once
            if time.monotonic() - started >= max(patience, OPENING_SECONDS):
                raise


def _open(path: Path, read_only: bool, patience: float) -> FileStore:
    _look(path)
    why = "" if read_only else why_not_written(path)
    read_only = read_only or bool(why) or not _may_write(path)
    store = FileStore(path, "ro" if read_only else "rw", patience)
    store.why_read_only = why
    try:
        number = _believed(store)
        if number < schema.NUMBER and _brought_up_to_date(store, number):
            _believed(store)
    except BaseException:
        store.close()
        raise
    return store


def _look(path: Path) -> None:
    """Refuse what is no board of this program by its head, read without locking it and without rolling anything back."""
    name = path.name or str(path)
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise Unavailable(
            f"There is no board at {path}, and nothing was made. Look for it where it was moved, or open another."
        ) from error
    except OSError as error:
        reason = error.strerror or "it is not there"
        raise Unavailable(
            f"{path} cannot be reached: {reason}. Nothing was changed; look whether its disk is connected."
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise Unavailable(f"{path} is a folder, not a board; nothing was changed. Choose a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise Unavailable(f"{path} is not a file, so nothing was read. Choose a board.")
    if found.st_size == 0:
        raise Damaged(f"{name} is an empty file, not a board; nothing was changed. {RESTORE}")
    with (
        speaking(path),
        contextlib.closing(sqlite3.connect(file_uri(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)) as raw,
    ):
        # Only the head is wanted. A program that was killed while it committed, or is committing just now, may have written
        # the new size there before the pages; with this setting SQLite reads on, and nothing can be written anyway.
        raw.execute("PRAGMA writable_schema = 1")
        application = raw.execute("PRAGMA application_id").fetchone()[0]
        number = schema.number_of(raw)
        misnumbered = number > schema.NUMBER and schema.misnumbered(raw)
    if application != schema.APPLICATION_ID:
        raise Damaged(NOT_A_BOARD.format(name=name))
    if misnumbered:
        raise Damaged(
            f"{name} is damaged: the number of its schema is not that of its tables; nothing was written. {RESTORE}"
        )
    if number > schema.NUMBER:
        raise Unavailable(NEWER.format(name=name))


def _may_write(path: Path) -> bool:
    """SQLite needs the folder too, for its rollback journal."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)


def _brought_up_to_date(store: FileStore, number: int) -> bool:
    """Bring a board of an older schema up to date; one that is only read stays as it is."""
    if store.read_only:
        if number >= schema.READABLE:
            return False
        raise Unavailable(
            f"{store.name} was made by an older version and has to be brought up to date first; nothing was changed. "
            "Open it once from a place where it may be written."
        )
    from mhhs_board.store import migrations  # Alembic costs more than 100 ms: only when the schema is behind

    migrations.upgrade(store)
    return True


def _believed(store: FileStore) -> int:
    """The number of a board's schema. Refuses what is not exactly ours before any of its tables is used."""
    with store.reading() as raw:
        number = schema.number_of(raw)
        _believe(store, raw, number)
        store.identity = schema.identity(raw)
        return number


def _believe(store: FileStore, raw: sqlite3.Connection, number: int) -> None:
    name = store.name
    if not schema.known(raw):
        strange = schema.foreign(raw, schema.objects(number)) or ["its structure"]
        raise Damaged(
            f"{name} is damaged or was altered by another program: {', '.join(strange[:3])} is not as it should be. "
            f"Nothing was written. {RESTORE}"
        )
    size = store.path.stat().st_size
    page = raw.execute("PRAGMA page_size").fetchone()[0]
    cut_short = size % page or size < page * raw.execute("PRAGMA page_count").fetchone()[0]
    if cut_short or (size <= QUICK_CHECK_BYTES and not looks_sound(raw, name)):
        raise Damaged(f"{name} is damaged; nothing was written. {RESTORE}")


def create_store(
    location: str | Path, entry: Entry, *, now: str = "", salt: str = "", like: Path | None = None
) -> FileStore:
    """Make a new board from its founding entry (verb "new"), which becomes number 1, and open it.

    The file is built whole under another name beside it and put in place without ever overwriting; where it is made of
    another board it is, `like` that, for the same people. Raises Refused where
    something is there already, Unavailable where the folder is missing, full or may not be written.
    """
    path = board_path(location, new=True)
    if os.path.lexists(path):
        raise Refused(f"{path} is there already, so no new board was made. Choose another name.")
    if not path.parent.is_dir():
        raise Unavailable(f"There is no folder {path.parent}, so no board was made.")
    refuse_unless_new(path, f"No board was made at {path}")
    building = path.with_name(f".{secrets.token_hex(8)}.building")
    try:
        make_first(building, 0o666 if like is None else 0o600)
        with FileStore(building, "rwc", name=path.name) as store:
            identity = uuid.uuid4().hex
            store.write(lambda _connection: schema.create(store.raw, identity))
            entry = msgspec.structs.replace(entry, uid=schema.FOUNDED + identity)
            store.append(entry, Head(), now=now or clock.instant(clock.now()), salt=salt or secrets.token_hex(8))
        if like is not None:
            keep_rights(building, os.stat(like))
        put_first(building, path)
    except FileExistsError as error:
        raise Refused(f"{path} is there already, so no new board was made. Choose another name.") from error
    except OSError as error:
        raise Unavailable(f"No board was made at {path}: {why(error)}.") from error
    finally:
        for left in (building, *beside(building)):
            with contextlib.suppress(OSError):  # where nothing could be made, nothing can be taken away
                left.unlink(missing_ok=True)
    return open_store(path)
