"""LTI: when somebody's work is due, as it was when they came in and when they handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add a time to launches and to hand-ins."""
    for table in ("lti_launch", "lti_hand_in"):
        op.add_column(table, sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
