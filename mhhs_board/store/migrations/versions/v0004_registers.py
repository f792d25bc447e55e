"""What the declarations brought with schema 4: milestone, meeting, action, decision, artefact.milestone."""

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
    """CREATE TABLE action (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    ref TEXT DEFAULT '' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    organisation TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    due TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    meeting TEXT,
    artefact TEXT,
    replaced_by TEXT,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (status IN ('open', 'closed', 'replaced')),
    CHECK (id <> ''),
    FOREIGN KEY(meeting) REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(replaced_by) REFERENCES action (id) DEFERRABLE INITIALLY DEFERRED
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
    "ALTER TABLE artefact ADD COLUMN milestone TEXT REFERENCES milestone (id) DEFERRABLE INITIALLY DEFERRED",
)


def upgrade() -> None:
    """Make the tables and add the columns; a column is empty in every row, and no row is written."""
    for statement in STATEMENTS:
        op.execute(statement)
