"""What the declarations brought with schema 5: meeting, decision, action.meeting."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """CREATE TABLE meeting (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    forum TEXT,
    day TEXT DEFAULT '' NOT NULL,
    begins TEXT DEFAULT '' NOT NULL,
    ends TEXT DEFAULT '' NOT NULL,
    venue TEXT DEFAULT '' NOT NULL,
    classification TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'planned' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (status IN ('planned', 'open', 'held', 'issued', 'approved', 'deferred')),
    CHECK (id <> ''),
    FOREIGN KEY(forum) REFERENCES forum (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE decision (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    meeting TEXT,
    ref TEXT DEFAULT '' NOT NULL,
    artefact TEXT,
    decided TEXT DEFAULT '' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    authority TEXT DEFAULT '' NOT NULL,
    conditions TEXT DEFAULT '' NOT NULL,
    recorded TEXT DEFAULT '' NOT NULL,
    follows TEXT,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (decided IN ('', 'approve', 'reject', 'recommend', 'defer')),
    CHECK (id <> ''),
    FOREIGN KEY(meeting) REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(follows) REFERENCES decision (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    "ALTER TABLE action ADD COLUMN meeting TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED",
)


def upgrade() -> None:
    """Make the tables and add the columns; a column is empty in every row, and no row is written."""
    for statement in STATEMENTS:
        op.execute(statement)
