"""What people ask of the office, and their digital cards.

Revision ID: 0003
Revises: 0002
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0003_person.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """What people asked is never dropped."""
    raise NotImplementedError("requests are append-only")
