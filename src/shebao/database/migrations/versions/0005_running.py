"""The month ordered from a page, its progress, and payments of two.

Revision ID: 0005
Revises: 0004
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0005_running.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """What was ordered and paid is never dropped."""
    raise NotImplementedError("what was ordered is kept")
