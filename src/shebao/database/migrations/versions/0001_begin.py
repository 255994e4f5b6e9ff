"""The tables of the record, the funds and the office's month.

Revision ID: 0001
Revises:
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0001_begin.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """Nothing in the record is ever dropped."""
    raise NotImplementedError("the record is append-only")
