"""What the declarations brought with schema 4: milestone, action, artefact.milestone."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """CREATE TABLE milestone (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    day TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> '')
)
 STRICT""",
    """CREATE TABLE action (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    ref TEXT DEFAULT '' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    organisation TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    due TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    artefact TEXT,
    replaced_by TEXT,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (status IN ('open', 'closed', 'replaced')),
    CHECK (id <> ''),
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(replaced_by) REFERENCES action (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    "ALTER TABLE artefact ADD COLUMN milestone TEXT REFERENCES milestone (id) DEFERRABLE INITIALLY DEFERRED",
)


def upgrade() -> None:
    """Make the tables and add the columns; a column is empty in every row, and no row is written."""
    for statement in STATEMENTS:
        op.execute(statement)
