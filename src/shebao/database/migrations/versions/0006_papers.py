"""Papers that are withdrawn.

Revision ID: 0006
Revises: 0005
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements of the file beside this one, as they stand."""
    text = Path(__file__).with_name("0006_papers.sql").read_text(encoding="utf-8")
    # Past SQLAlchemy, which would take the % of messages for parameters.
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(text)


def downgrade() -> None:
    """What was withdrawn stays so."""
    raise NotImplementedError("what was withdrawn is kept")
