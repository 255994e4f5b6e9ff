"""Who may see which rows: the portal's role, row policies, sessions and the log of every look.

Revision ID: 0002
Revises: 0001
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0002_guard.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """The log of looks is never dropped."""
    raise NotImplementedError("the log of looks is append-only")
