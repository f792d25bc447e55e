"""Every board that this program has made, built anew, and how its structure looks: `python -m tests.store.fingerprints`
writes `mhhs_board/store/shapes.py`. Run it when the schema has changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from mhhs_board.store import fingerprint, migrations, schema, shapes, structure
from mhhs_board.store.engine import make_engine

PLACE = Path(shapes.__file__)
SHAPES = [(number, start) for number in range(1, schema.NUMBER + 1) for start in range(number + 1)]
"""Schemas, and those from which a board came to them: itself where it was made so, 0 where it began as an empty file."""

HEAD = '''"""The fingerprints of all boards of this program, made by `python -m tests.store.fingerprints`; a test builds each."""

KNOWN: dict[int, frozenset[str]] = {
'''
MIDDLE = '''}
"""By schema: how a board of it looks that was made so, and how one that came to it from an older one does."""

ALONE: dict[str, frozenset[str]] = {
'''
FOOT = '''}
"""How a table looks by itself, in every schema: what is read of a file that is damaged elsewhere."""
'''


@contextlib.contextmanager
def built(number: int, start: int) -> Iterator[sqlite3.Connection]:
    """An empty board of a schema that was made with schema `start` and brought up to date."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        for statement in structure.objects(start).values() if start else ():
            raw.execute(statement)
        with make_engine(raw).connect() as connection, connection.begin():
            migrations.climb(connection, start, number)
        raw.execute(f"PRAGMA user_version = {number}")
        yield raw


def fingerprint_of(raw: sqlite3.Connection) -> str:
    """How a file's structure looks."""
    return fingerprint.fingerprint(fingerprint.read(raw), schema.ADDED)


def written() -> str:
    """What `shapes.py` is to say."""
    known: dict[int, set[str]] = {}
    for number, start in SHAPES:
        with built(number, start) as raw:
            known.setdefault(number, set()).add(fingerprint_of(raw))
    lines = [
        f"    {number}: frozenset({{{', '.join(f'{chr(34)}{one}{chr(34)}' for one in sorted(found))}}}),\n"
        for number, found in known.items()
    ]
    lines.append(MIDDLE)
    for table in ("entry", "meta"):
        looks = sorted({of_one(number, start, table) for number, start in SHAPES})
        lines.append(
            f"    {chr(34)}{table}{chr(34)}: frozenset({{{', '.join(f'{chr(34)}{one}{chr(34)}' for one in looks)}}}),\n"
        )
    return HEAD + "".join(lines) + FOOT


def of_one(number: int, start: int, table: str) -> str:
    """How one table of a board looks."""
    with built(number, start) as raw:
        rows = [row for row in fingerprint.read(raw) if row[1] == table]
        return fingerprint.fingerprint(rows, schema.ADDED)


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
