"""What the declarations brought with schema 5:
seat, attendance, item, position, assessment, comment, issue, artefact.release, artefact.stage_notes,
artefact.from_file, artefact.from_record, decision.item, action.item, escalation.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """CREATE TABLE seat (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    forum TEXT,
    constituency TEXT DEFAULT '' NOT NULL,
    workstream TEXT,
    organisation TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    alternate_organisation TEXT DEFAULT '' NOT NULL,
    alternate TEXT DEFAULT '' NOT NULL,
    tentative TEXT DEFAULT 'no' NOT NULL,
    begins TEXT DEFAULT '' NOT NULL,
    ends TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (tentative IN ('no', 'yes')),
    CHECK (id <> ''),
    FOREIGN KEY(forum) REFERENCES forum (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(workstream) REFERENCES workstream (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE attendance (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    meeting TEXT,
    person TEXT DEFAULT '' NOT NULL,
    role TEXT DEFAULT '' NOT NULL,
    organisation TEXT DEFAULT '' NOT NULL,
    seat TEXT,
    how TEXT DEFAULT 'present' NOT NULL,
    on_behalf_of TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (how IN ('present', 'for somebody', 'apologies', 'observer')),
    CHECK (id <> ''),
    FOREIGN KEY(meeting) REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(seat) REFERENCES seat (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE item (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    meeting TEXT,
    number TEXT DEFAULT '' NOT NULL,
    artefact TEXT,
    subject TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    lead TEXT DEFAULT '' NOT NULL,
    minutes TEXT DEFAULT '' NOT NULL,
    purpose TEXT DEFAULT 'review' NOT NULL,
    consent TEXT DEFAULT 'no' NOT NULL,
    pulled_by TEXT DEFAULT '' NOT NULL,
    carried_from TEXT,
    said TEXT DEFAULT '' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    waived_by TEXT DEFAULT '' NOT NULL,
    taken_off TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (purpose IN ('review', 'decision', 'information', 'actions', 'minutes')),
    CHECK (consent IN ('no', 'block', 'pulled')),
    CHECK (outcome IN ('', 'consensus', 'consensus with comments', 'no consensus', 'deferred', 'withdrawn', 'waived')),
    CHECK (id <> ''),
    FOREIGN KEY(meeting) REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(carried_from) REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE position (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    item TEXT,
    seat TEXT,
    "by" TEXT DEFAULT '' NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    support TEXT DEFAULT '' NOT NULL,
    condition TEXT DEFAULT '' NOT NULL,
    timing TEXT DEFAULT '' NOT NULL,
    not_before TEXT DEFAULT '' NOT NULL,
    blocking TEXT DEFAULT 'no' NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    recorded TEXT DEFAULT '' NOT NULL,
    answered_by TEXT DEFAULT '' NOT NULL,
    made TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (support IN ('', 'yes', 'if', 'no')),
    CHECK (timing IN ('', 'feasible', 'not before', 'no view')),
    CHECK (blocking IN ('no', 'yes')),
    CHECK (id <> ''),
    FOREIGN KEY(item) REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(seat) REFERENCES seat (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE assessment (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    artefact TEXT,
    who TEXT DEFAULT '' NOT NULL,
    supports TEXT DEFAULT '' NOT NULL,
    feasible TEXT DEFAULT '' NOT NULL,
    words TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (supports IN ('', 'yes', 'no')),
    CHECK (feasible IN ('', 'yes', 'no')),
    CHECK (id <> ''),
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE comment (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    artefact TEXT,
    number TEXT DEFAULT '' NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    section TEXT DEFAULT '' NOT NULL,
    severity TEXT DEFAULT 'minor' NOT NULL,
    raiser TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    response TEXT DEFAULT '' NOT NULL,
    disposition TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (severity IN ('minor', 'major', 'editorial')),
    CHECK (disposition IN ('', 'accepted', 'accepted in part', 'not accepted', 'duplicate')),
    CHECK (status IN ('open', 'closed')),
    CHECK (id <> ''),
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE issue (
    id TEXT NOT NULL,
    retired TEXT DEFAULT '' NOT NULL,
    ref TEXT DEFAULT '' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    artefact TEXT,
    others TEXT DEFAULT '[]' NOT NULL,
    priority TEXT DEFAULT '' NOT NULL,
    options TEXT DEFAULT '' NOT NULL,
    views TEXT DEFAULT '' NOT NULL,
    resolution TEXT DEFAULT '' NOT NULL,
    links TEXT DEFAULT '[]' NOT NULL,
    meetings TEXT DEFAULT '[]' NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (status IN ('open', 'closed')),
    CHECK (id <> ''),
    FOREIGN KEY(artefact) REFERENCES artefact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    "ALTER TABLE artefact ADD COLUMN release TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE artefact ADD COLUMN stage_notes TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE artefact ADD COLUMN from_file TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE artefact ADD COLUMN from_record INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE decision ADD COLUMN item TEXT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE action ADD COLUMN item TEXT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE escalation RENAME TO escalation_before",
    """CREATE TABLE escalation (
    id TEXT NOT NULL,
    blocker TEXT,
    decision TEXT REFERENCES decision (id) DEFERRABLE INITIALLY DEFERRED,
    forum TEXT NOT NULL,
    question TEXT DEFAULT '' NOT NULL,
    raised TEXT DEFAULT '' NOT NULL,
    raised_by TEXT DEFAULT '' NOT NULL,
    needed_by TEXT DEFAULT '' NOT NULL,
    needed_on TEXT DEFAULT '' NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    returned TEXT DEFAULT '' NOT NULL,
    ended TEXT DEFAULT '' NOT NULL CHECK (ended IN ('', 'answered', 'withdrawn', 'passed_on')),
    digest BLOB NOT NULL,
    PRIMARY KEY (id),
    CHECK (id <> ''),
    FOREIGN KEY(blocker) REFERENCES blocker (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(forum) REFERENCES forum (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """INSERT INTO escalation (id, blocker, forum, question, raised, raised_by, needed_by, needed_on, answer, returned,
ended, digest)
SELECT id, blocker, forum, question, raised, raised_by, needed_by, needed_on, answer, returned,
ended, digest
FROM escalation_before""",
    "DROP TABLE escalation_before",
)


def upgrade() -> None:
    """Make the tables and add the columns; a column is empty in every row, and what a row says stays as it is."""
    for statement in STATEMENTS:
        op.execute(statement)
