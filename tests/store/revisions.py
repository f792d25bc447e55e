"""The revision that leads to the newest schema, written from the declarations: `python -m tests.store.revisions NAME` writes
`mhhs_board/store/migrations/versions/vNNNN_NAME.py`, and then the fingerprints (`tests/store/fingerprints.py`).

Run it when a record type or a field was declared with the next number in `since`, or a link became optional with it. It is for
what is added and loosened; a revision that changes what is there otherwise is written by hand.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateColumn

from mhhs_board.domain.fields import declared
from mhhs_board.domain.records import RECORDS
from mhhs_board.store import migrations, schema, tables

HEAD = '''"""What the declarations brought with schema {number}:
{told}.
"""

from alembic import op

revision = "{number:04}"
down_revision = "{before:04}"

STATEMENTS = (
'''
FOOT = ''')


def upgrade() -> None:
    """Make the tables and add the columns; a column is empty in every row, and what a row says stays as it is."""
    for statement in STATEMENTS:
        op.execute(statement)
'''


def statements(number: int) -> Iterator[tuple[str, str]]:
    """What a schema adds to the one before it: a word for people, and the statement."""
    made = tables.statements(number)
    for kind in RECORDS:
        if schema.SINCE.get(kind, 1) == number:
            yield kind, tidy(made["table", kind])
    loosened = {
        kind for kind in RECORDS for one in declared(RECORDS[kind]) if one.link and one.link.optional_since == number > 1
    }
    for kind, columns in schema.ADDED.items():
        for column in RECORDS[kind].__struct_fields__:
            if kind not in loosened and column in columns and schema.SINCE[f"{kind}.{column}"] == number:
                said = CreateColumn(tables.TABLES[kind].c[column]).compile(dialect=sqlite.dialect())
                yield f"{kind}.{column}", f"ALTER TABLE {kind} ADD COLUMN {str(said).strip()}"
    for kind in sorted(loosened):
        for statement in remade(kind, number, tidy(made["table", kind])):
            yield kind, statement
    for (sort, name), text in made.items():
        if sort == "index" and schema.SINCE.get(name, 1) == number:
            yield name, text


def remade(kind: str, number: int, made: str) -> Iterator[str]:
    """The statements that make a table anew, with its rows: SQLite loosens no column that is there."""
    columns = ", ".join([*schema.fields(kind, number - 1), "digest"])
    yield f"ALTER TABLE {kind} RENAME TO {kind}_before"
    yield made
    columns = "\n".join(textwrap.wrap(columns, 88))
    yield f"INSERT INTO {kind} ({columns})\nSELECT {columns}\nFROM {kind}_before"
    yield f"DROP TABLE {kind}_before"


def tidy(statement: str) -> str:
    """A statement as our files are written; blanks between its words mean nothing."""
    return "\n".join(line.rstrip().replace("\t", "    ") for line in statement.splitlines())


def written(number: int) -> str:
    """The text of the revision that leads to a schema."""
    found = list(statements(number))
    lines = [f'    """{text}""",\n' if "\n" in text else f"    {text!r},\n" for _, text in found]
    told = textwrap.fill(", ".join(dict.fromkeys(word for word, _ in found)), 120)
    return HEAD.format(number=number, before=number - 1, told=told) + "".join(lines) + FOOT


def write(name: str, folder: Path = migrations.FOLDER) -> Path:
    """Write the newest revision into the folder of all of them."""
    path = folder / "versions" / f"v{schema.NUMBER:04}_{name}.py"
    path.write_text(written(schema.NUMBER), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(sys.argv[1] if len(sys.argv) > 1 else "declared"))
