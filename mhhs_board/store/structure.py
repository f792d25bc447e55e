"""What a board's file of a schema holds, object by object: what makes a fresh one, and what a stranger's differs in.

Only here are the tables themselves needed, and with them SQLAlchemy; a file that looks as one of its schema does is
believed without (`schema.known`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache

from mhhs_board.base.text import named as clipped
from mhhs_board.domain.errors import Damaged
from mhhs_board.store import fingerprint, schema
from mhhs_board.store.errors import RESTORE, code_of

Objects = dict[tuple[str, str], str]
"""Type ("table", "index", "trigger") and name to the statement that makes it."""


@cache
def objects(number: int = schema.NUMBER) -> Objects:
    """Everything a board's file of a readable schema holds, in the order in which it is made."""
    from mhhs_board.store import tables  # with all of SQLAlchemy, which reading a board does without

    made = tables.statements(number) | {("trigger", name): text for name, text in schema.TRIGGERS.items()}
    return {place: text for place, text in made.items() if schema.SINCE.get(place[1], 1) <= number}


def create(raw: sqlite3.Connection, identity: str) -> None:
    """Make an empty board of the newest schema in an empty database, inside the caller's transaction."""
    for statement in objects(schema.NUMBER).values():
        raw.execute(statement)
    raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {schema.NUMBER}")
    raw.execute("INSERT INTO meta (key, value) VALUES ('identity', ?)", (identity,))


_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR)
"""What SQLite says of the moment and not of the file."""


def believe(raw: sqlite3.Connection, name: str) -> None:
    """Refuse a file that does not hold exactly what boards of its schema do; none of its tables is read for that. Raises
    Damaged, Unavailable where it is of a newer schema, and sqlite3.Error where the moment forbids it."""
    strange: Sequence[str] = ()
    try:
        number = schema.number_of(raw)
        if number > schema.NUMBER:
            raise schema.newer(raw, name)
        if schema.known(raw):
            return
        strange = foreign(raw, objects(number))
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if code_of(error) in _PASSING:
            raise
    except (UnicodeError, LookupError):
        pass
    raise stranger(name, strange)


def stranger(name: str, strange: Sequence[str] = ()) -> Damaged:
    """What is said of a file whose structure is not ours."""
    named = ", ".join(clipped(one) for one in strange[:3]) or "its structure"
    return Damaged(
        f"{name} is damaged or was altered by another program: {named} is not as it should be. "
        f"Nothing was written. {RESTORE}"
    )


def foreign(raw: sqlite3.Connection, wanted: Objects) -> list[str]:
    """What a file that is not known holds otherwise than it should: names of objects that are missing, altered, or not
    ours. For people; what is not known is a stranger even where nothing is named."""
    found: Objects = {}
    for row in fingerprint.read(raw):
        kind, name, table, text = (part if part is None else str(part) for part in row)  # damaged, they may be bytes
        kind, name = kind or "", name or ""
        if not (kind == "index" and text is None and name.startswith("sqlite_autoindex_") and ("table", table) in wanted):
            found[kind, name] = text or "nothing"  # an empty text would pass for an object that is not there
    return sorted(name for kind, name in wanted.keys() | found.keys() if not _same(kind, name, found, wanted))


def _same(kind: str, name: str, found: Objects, wanted: Objects) -> bool:
    one, other = (fingerprint.normal(kind, name, objects.get((kind, name)), schema.ADDED) for objects in (found, wanted))
    return one == other
