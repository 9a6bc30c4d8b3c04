"""LTI: platforms, keys, logins, links, launches; passbacks that say how far a submission is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def _now(name: str) -> "sa.Column[object]":
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _until(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), nullable=nullable)


def _of(name: str, other: str, table: str, *, nullable: bool = False) -> "sa.Column[object]":
    key = sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{name}")
    return sa.Column(name, sa.Uuid(), key, nullable=nullable)


def upgrade() -> None:
    """Make the tables; a passback need have no grade."""
    _platforms()
    _launches()
    op.alter_column("passback", "grade_id", nullable=True)
    op.drop_constraint("uq_passback_target_target_id_run_id", "passback")
    op.create_unique_constraint(
        "uq_passback_target_target_id_run_id_grade_id",
        "passback",
        ["target", "target_id", "run_id", "grade_id"],
    )


def _platforms() -> None:
    op.create_table(
        "lti_platform",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("name"), _text("issuer"), _text("client_id"),
        sa.Column("deployments", sa.ARRAY(sa.Text()), nullable=False),
        _text("auth_url"), _text("token_url"), _text("jwks_url"), _text("audience"),
        _now("created_at"),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lti_platform"),
        sa.UniqueConstraint("name", name="uq_lti_platform_name"),
    )  # fmt: skip
    op.create_index(
        "uq_lti_platform_in_force", "lti_platform", ["issuer", "client_id"], unique=True,
        postgresql_where="removed_at IS NULL",
    )  # fmt: skip
    op.create_table(
        "lti_key",
        _text("id"), _text("private_pem"), _now("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_key"),
    )  # fmt: skip
    op.create_table(
        "lti_login",
        sa.Column("state_sha256", sa.LargeBinary(), nullable=False),
        _text("nonce"), _of("platform_id", "lti_platform", "lti_login"), _until("expires_at"),
        sa.PrimaryKeyConstraint("state_sha256", name="pk_lti_login"),
    )  # fmt: skip
    op.create_index("ix_lti_login_expires_at", "lti_login", ["expires_at"])
    op.create_table(
        "lti_invitation",
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        _text("name"), _until("expires_at"),
        sa.PrimaryKeyConstraint("secret_sha256", name="pk_lti_invitation"),
    )  # fmt: skip


def _launches() -> None:
    op.create_table(
        "lti_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        _of("platform_id", "lti_platform", "lti_link"),
        _text("deployment"), _text("resource"), _text("assignment"), _text("title"),
        _text("context_title"), _text("line_item", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lti_link"),
        sa.UniqueConstraint(
            "platform_id", "deployment", "resource",
            name="uq_lti_link_platform_id_deployment_resource",
        ),
    )  # fmt: skip
    op.create_table(
        "lti_launch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        _of("platform_id", "lti_platform", "lti_launch"),
        _text("deployment"), _text("subject"), _text("person"),
        sa.Column("is_teacher", sa.Boolean(), nullable=False),
        _of("link_id", "lti_link", "lti_launch", nullable=True),
        sa.Column("deep_linking", postgresql.JSONB(), nullable=True),
        _text("language"),
        sa.Column("origins", sa.ARRAY(sa.Text()), nullable=False),
        _now("launched_at"), _until("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_launch"),
        sa.UniqueConstraint("secret_sha256", name="uq_lti_launch_secret_sha256"),
    )  # fmt: skip
    op.create_index("ix_lti_launch_link_id_subject", "lti_launch", ["link_id", "subject"])
    op.create_table(
        "lti_hand_in",
        _of("submission_id", "submission", "lti_hand_in"),
        _of("link_id", "lti_link", "lti_hand_in"),
        _text("subject"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_lti_hand_in"),
    )  # fmt: skip
    op.create_index("ix_lti_hand_in_link_id_subject", "lti_hand_in", ["link_id", "subject"])
    op.create_table(
        "lti_sent",
        _of("passback_id", "passback", "lti_sent"),
        sa.PrimaryKeyConstraint("passback_id", name="pk_lti_sent"),
    )  # fmt: skip
