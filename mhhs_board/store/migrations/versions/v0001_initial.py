"""The first schema: every kind of record of the board, and the journal."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
CREATE TABLE board (
    id TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    classification TEXT DEFAULT '' NOT NULL,
    example INTEGER DEFAULT 0 NOT NULL,
    readers INTEGER DEFAULT 0 NOT NULL,
    gate_version TEXT DEFAULT 'off' NOT NULL,
    gate_outcome TEXT DEFAULT 'off' NOT NULL,
    gate_decision TEXT DEFAULT 'off' NOT NULL,
    gate_change_request TEXT DEFAULT 'off' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (gate_version IN ('off', 'warn', 'refuse')),
    CHECK (gate_outcome IN ('off', 'warn', 'refuse')),
    CHECK (gate_decision IN ('off', 'warn', 'refuse')),
    CHECK (gate_change_request IN ('off', 'warn', 'refuse')),
    CHECK (id <> '')
)
 STRICT
""",
    """
CREATE TABLE workstream (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT DEFAULT '' NOT NULL,
    aliases TEXT DEFAULT '[]' NOT NULL,
    rank TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> '')
)
 STRICT
""",
    """
CREATE TABLE stage (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT DEFAULT '' NOT NULL,
    aliases TEXT DEFAULT '[]' NOT NULL,
    rank TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    role TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (role IN ('backlog', 'work', 'review', 'decision', 'done')),
    CHECK (id <> '')
)
 STRICT
""",
    """
CREATE TABLE kind (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT DEFAULT '' NOT NULL,
    aliases TEXT DEFAULT '[]' NOT NULL,
    rank TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> '')
)
 STRICT
""",
    """
CREATE TABLE forum (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT DEFAULT '' NOT NULL,
    aliases TEXT DEFAULT '[]' NOT NULL,
    rank TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    level INTEGER DEFAULT 4 NOT NULL,
    parent TEXT,
    cadence TEXT DEFAULT '' NOT NULL,
    active_from TEXT DEFAULT '' NOT NULL,
    active_to TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> ''),
    FOREIGN KEY(parent) REFERENCES forum (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    """
CREATE TABLE "limit" (
    id TEXT NOT NULL,
    workstream TEXT,
    stage TEXT,
    most INTEGER DEFAULT 0 NOT NULL,
    gate TEXT DEFAULT 'warn' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (gate IN ('off', 'warn', 'refuse')),
    CHECK (id <> ''),
    FOREIGN KEY(workstream) REFERENCES workstream (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(stage) REFERENCES stage (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    """
CREATE TABLE "view" (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT DEFAULT '' NOT NULL,
    aliases TEXT DEFAULT '[]' NOT NULL,
    rank TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    owner TEXT DEFAULT '' NOT NULL,
    "query" TEXT DEFAULT '' NOT NULL,
    density TEXT DEFAULT '' NOT NULL,
    folded TEXT DEFAULT '[]' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> '')
)
 STRICT
""",
    """
CREATE TABLE artefact (
    id TEXT NOT NULL,
    ref TEXT DEFAULT '' NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    kind TEXT,
    workstream TEXT NOT NULL,
    stage TEXT,
    rank TEXT DEFAULT '' NOT NULL,
    owner TEXT DEFAULT '' NOT NULL,
    priority TEXT DEFAULT '' NOT NULL,
    due TEXT DEFAULT '' NOT NULL,
    due_on TEXT DEFAULT '' NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    labels TEXT DEFAULT '[]' NOT NULL,
    links TEXT DEFAULT '[]' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    decision TEXT DEFAULT '' NOT NULL,
    notes TEXT DEFAULT '' NOT NULL,
    stage_since TEXT DEFAULT '' NOT NULL,
    stage_note TEXT DEFAULT '' NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> ''),
    FOREIGN KEY(kind) REFERENCES kind (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(workstream) REFERENCES workstream (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(stage) REFERENCES stage (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    """
CREATE TABLE blocker (
    id TEXT NOT NULL,
    artefact TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    owner TEXT DEFAULT '' NOT NULL,
    since TEXT DEFAULT '' NOT NULL,
    raised_by TEXT DEFAULT '' NOT NULL,
    needed_by TEXT DEFAULT '' NOT NULL,
    needed_on TEXT DEFAULT '' NOT NULL,
    closed TEXT DEFAULT '' NOT NULL,
    closing_note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> ''),
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    """
CREATE TABLE escalation (
    id TEXT NOT NULL,
    blocker TEXT NOT NULL,
    forum TEXT NOT NULL,
    question TEXT DEFAULT '' NOT NULL,
    raised TEXT DEFAULT '' NOT NULL,
    raised_by TEXT DEFAULT '' NOT NULL,
    needed_by TEXT DEFAULT '' NOT NULL,
    needed_on TEXT DEFAULT '' NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    returned TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> ''),
    FOREIGN KEY(blocker) REFERENCES blocker (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(forum) REFERENCES forum (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    """
CREATE TABLE entry (
    seq INTEGER NOT NULL,
    uid TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    undoes INTEGER,
    format INTEGER NOT NULL,
    payload BLOB NOT NULL,
    digest BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (uid),
    FOREIGN KEY(undoes) REFERENCES entry (seq) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
""",
    "CREATE INDEX ix_entry_actor ON entry (actor)",
    """
CREATE TABLE touched (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (kind, id, seq)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
)
 WITHOUT ROWID,
 STRICT
""",
    "CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER entry_unaltered BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER entry_follows"
    " BEFORE INSERT ON entry WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)


def upgrade() -> None:
    """Make every table, index and trigger."""
    for statement in STATEMENTS:
        op.execute(statement.strip())
