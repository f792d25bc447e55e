"""The third schema: how an escalation ended."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    "ALTER TABLE escalation ADD COLUMN ended TEXT DEFAULT '' NOT NULL"
    " CHECK (ended IN ('', 'answered', 'withdrawn', 'passed_on'))",
)


def upgrade() -> None:
    """Add the column; it is empty in every row, and no row is written."""
    for statement in STATEMENTS:
        op.execute(statement)
