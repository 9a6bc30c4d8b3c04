"""Who is signed in at which browser."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "browser_session",
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["token.id"], name=op.f("fk_browser_session_token_id")
        ),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_browser_session")),
    )
    op.create_index(op.f("ix_browser_session_expires_at"), "browser_session", ["expires_at"])
