"""Open a board that is there, or make a new one. What is opened is looked at first and only then believed."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import uuid
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import keep_rights, put_first, why
from mhhs_board.domain.errors import Busy, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Entry, Head
from mhhs_board.store import schema, structure
from mhhs_board.store.engine import BUSY_MS, board_path
from mhhs_board.store.errors import RESTORE, looks_sound
from mhhs_board.store.examination import examine
from mhhs_board.store.file_store import FileStore, may_write, put_right
from mhhs_board.store.one_name import beside, refuse_unless_new, why_not_written

QUICK_CHECK_BYTES = 8 * 1024 * 1024
"""Up to this size `quick_check` at opening takes some 10 ms; what is larger a window reads through once it is painted, and
`check` when it is asked to."""


OPENING_SECONDS = 1.0
"""For how long a board that others are writing to is tried before the user is told; no window stands still meanwhile."""


def open_store(
    location: str | Path, *, read_only: bool = False, mend: bool = False, patience: float = BUSY_MS / 1000
) -> FileStore:
    """Open the board at a path or `sqlite:///` URL; a file or folder that may not be written opens read-only.

    With `mend` a board that a killed program left in the middle of a change is put right first, also for reading. Brings an
    older schema up to date, with a copy beside it first. Raises Unavailable (missing, a folder, locked, made by a newer
    version) or Damaged (empty, no board, damaged, altered); then not one byte was written.
    """
    path = board_path(location)
    started = time.monotonic()
    while True:
        try:
            if mend:
                put_right(path)
            return _open(path, read_only, patience)
        except Busy:  # each of the looks at an opening board waits for itself; a busy neighbour can be met more than once
            if time.monotonic() - started >= max(patience, OPENING_SECONDS):
                raise


def _open(path: Path, read_only: bool, patience: float) -> FileStore:
    examine(path)  # before anything is asked of its folder: what is no board is told as that
    why = "" if read_only else why_not_written(path)
    read_only = read_only or bool(why) or not may_write(path)
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
    """The number of a board's schema. Refuses a file whose pages are not whole before any of its tables is used; that its
    structure is ours was looked at when it was connected to."""
    with store.reading() as raw:
        size = store.path.stat().st_size
        page = raw.execute("PRAGMA page_size").fetchone()[0]
        cut_short = size % page or size < page * raw.execute("PRAGMA page_count").fetchone()[0]
        if cut_short or (size <= QUICK_CHECK_BYTES and not looks_sound(raw, store.name)):
            raise Damaged(f"{store.name} is damaged; nothing was written. {RESTORE}")
        store.identity = schema.identity(raw)
        return schema.number_of(raw)


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
        what = f"{path.parent} is no folder" if os.path.exists(path.parent) else f"There is no folder {path.parent}"
        raise Unavailable(f"{what}, so no board was made.")
    refuse_unless_new(path, f"No board was made at {path}")
    building = path.with_name(f".{secrets.token_hex(8)}.building")
    try:
        make_first(building, 0o666 if like is None else 0o600)
        with FileStore(building, "rwc", name=path.name) as store:
            identity = uuid.uuid4().hex
            store.write(lambda _connection: structure.create(store.raw, identity))
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
