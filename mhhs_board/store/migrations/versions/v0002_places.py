"""The second schema: where artefacts stand and what is blocked, found without reading every row."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "CREATE INDEX artefact_place ON artefact (workstream, stage, rank, id) WHERE retired = ''",
    "CREATE INDEX blocker_open ON blocker (since, artefact, id) WHERE closed = ''",
)


def upgrade() -> None:
    """Add the two indexes; no row changes."""
    for statement in STATEMENTS:
        op.execute(statement)
