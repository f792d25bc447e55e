"""Bring an older board up to date: a copy first, then all or nothing.

Each revision is a file in `versions/` whose name in Alembic's chain is the schema number it leads to, in four digits. The
number itself is kept as `user_version`, in the file's head, so that a board that is up to date never costs the import of
Alembic. A revision that makes a table again makes its triggers again too: what does not end as `schema.py` says is
rolled back.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError

from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import keep_rights, put_first
from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.store import schema, structure
from mhhs_board.store.beside import look_beside
from mhhs_board.store.copies import copy_into
from mhhs_board.store.engine import Connection, connect, without_foreign_keys
from mhhs_board.store.errors import as_board_errors, looks_sound
from mhhs_board.store.examination import examine, fresh
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.one_name import beside

FOLDER = Path(__file__).parent
"""Where the revisions are; a packaged build carries the folder as data."""

_FAULTS = (sa.exc.SQLAlchemyError, CommandError, RevisionError, Damaged, LookupError, AttributeError)
"""What a faulty revision, or a board that is not what it says, ends in."""


def upgrade(store: FileStore) -> Path | None:
    """Bring a board to `schema.NUMBER` and return the copy made before, or None where another program was quicker.

    Raises Unavailable where no copy can be made or a revision fails; the board is then as it was.
    """
    number = schema.number_of(store.raw)
    if number >= schema.NUMBER:
        return None
    copy = _copy(store, number)
    try:
        with without_foreign_keys(store.raw):
            store.write(lambda connection: _run(store, connection))
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(copy)  # the board is as it was
        if isinstance(error, _FAULTS):
            raise Unavailable(f"{store.name} could not be brought up to date and is as it was.") from error
        raise
    return copy


def rehearse(path: Path) -> bool:
    """Make a file with the program's mark and no table, and run every migration on it; whether it came up to date.

    Shows that an installation has all of them. Raises Unavailable as `upgrade` does.
    """
    with FileStore(path, "rwc") as store:  # an empty file is no board yet
        store.raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        copy = upgrade(store)
        return copy is not None and copy.exists() and schema.number_of(store.raw) == schema.NUMBER


def _run(store: FileStore, connection: sa.Connection) -> None:
    climb(connection, schema.number_of(store.raw), schema.NUMBER)  # its number again, under the write lock
    connection.exec_driver_sql(f"PRAGMA user_version = {schema.NUMBER}")
    if not schema.known(store.raw):
        strange = structure.foreign(store.raw, structure.objects(schema.NUMBER))
        raise LookupError(f"not as the schema says after the migration: {strange}")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise LookupError("references to nothing after the migration")
    connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")


def climb(connection: sa.Connection, number: int, upto: int) -> None:
    """Run the revisions from one schema to another, inside the caller's transaction."""
    chain = ScriptDirectory(str(FOLDER)).iterate_revisions(f"{upto:04}", f"{number:04}" if number else "base")
    with Operations.context(MigrationContext.configure(connection)):
        for script in reversed(list(chain)):
            script.module.upgrade()


def _copy(store: FileStore, number: int) -> Path:
    """A copy beside the board whose name says what it is, read back. It gets that name only then: what is left by a program
    that was killed before is taken for no board."""
    path = store.path
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with as_board_errors(path, store.name):
            make_first(part, 0o600)
            look_beside(path, store.name)  # Alembic took its time to load, and a copy takes a lock
            copy_into(store.raw, part)
            with contextlib.closing(_read_back(part, number)) as kept:
                if not looks_sound(kept, store.name) or schema.number_of(kept) != number:
                    raise Unavailable(f"No good copy of {store.name} could be made, so it was not brought up to date.")
        copy = path.with_name(f"{path.stem} before update from schema {number}{path.suffix}")
        count = 1
        while any(map(os.path.lexists, (copy, *beside(copy)))):
            count += 1
            copy = path.with_name(f"{path.stem} before update from schema {number} ({count}){path.suffix}")
        keep_rights(part, os.stat(path))
        put_first(part, copy)
    except OSError as error:
        raise Unavailable(f"No copy of {store.name} could be made, so it was not brought up to date.") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)
    return copy


def _read_back(part: Path, number: int) -> Connection:
    if number:
        return connect(examine(part), "ro")
    return connect(fresh(part), "rwc")  # of an installation that shows its migrations on an empty file
