"""What employers hand in, certificates that can be verified, corrections of two, and employers that register.

Revision ID: 0004
Revises: 0003
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0004_business.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """What was handed in is never dropped."""
    raise NotImplementedError("what was handed in is kept")
