"""LTI: where the members of a link's course are asked for, and who they were."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add two columns to links, and the table of members."""
    op.add_column("lti_link", sa.Column("members_url", sa.Text(), nullable=True))
    op.add_column(
        "lti_link", sa.Column("members_asked_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "lti_member",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["lti_link.id"], name="fk_lti_member_link_id"),
        sa.PrimaryKeyConstraint("link_id", "subject", name="pk_lti_member"),
    )
