"""The tables of LTI: platforms, our keys, logins under way, launches, and where grades go."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from grader.service.schema.tables import METADATA


def _now(name: str) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def _until(name: str) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=False)


# an LMS that may launch us; its name is a part of its learners' ids, and so is never another's
PLATFORM = Table(
    "lti_platform", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("deployments", ARRAY(Text), nullable=False),
    Column("auth_url", Text, nullable=False),
    Column("token_url", Text, nullable=False),
    Column("jwks_url", Text, nullable=False),
    Column("audience", Text, nullable=False),
    _now("created_at"),
    Column("removed_at", DateTime(timezone=True)),
    Index(
        "uq_lti_platform_in_force", "issuer", "client_id", unique=True,
        postgresql_where="removed_at IS NULL",
    ),
)  # fmt: skip

# our own keys; one is published for a while before it signs, and for a while after
KEY = Table(
    "lti_key", METADATA,
    Column("id", Text, primary_key=True),
    Column("private_pem", Text, nullable=False),
    _now("created_at"),
)  # fmt: skip

# a login that was begun and not ended: its row is removed by whoever uses it
LOGIN = Table(
    "lti_login", METADATA,
    Column("state_sha256", LargeBinary, primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("platform_id", ForeignKey("lti_platform.id"), nullable=False),
    _until("expires_at"),
    Index(None, "expires_at"),
)  # fmt: skip

# a link in a course, and the column of the gradebook that belongs to it
LINK = Table(
    "lti_link", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("platform_id", ForeignKey("lti_platform.id"), nullable=False),
    Column("deployment", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("assignment", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("context_title", Text, nullable=False),
    Column("line_item", Text),
    Column("members_url", Text),
    Column("members_asked_at", DateTime(timezone=True)),
    UniqueConstraint("platform_id", "deployment", "resource"),
)  # fmt: skip

# who learns in the course of a link, as its platform told when it was last asked
MEMBER = Table(
    "lti_member", METADATA,
    Column("link_id", ForeignKey("lti_link.id"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
)  # fmt: skip

# somebody who came in: who, as what, to which link; of the session's secret only its digest
LAUNCH = Table(
    "lti_launch", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("secret_sha256", LargeBinary, nullable=False, unique=True),
    Column("platform_id", ForeignKey("lti_platform.id"), nullable=False),
    Column("deployment", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("is_teacher", Boolean, nullable=False),
    Column("link_id", ForeignKey("lti_link.id")),
    Column("deep_linking", JSONB),
    Column("language", Text, nullable=False),
    Column("origins", ARRAY(Text), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    _now("launched_at"), _until("expires_at"),
    Index(None, "link_id", "subject"),
)  # fmt: skip

# which submissions came by a link, and whose they are there
HAND_IN = Table(
    "lti_hand_in", METADATA,
    Column("submission_id", ForeignKey("submission.id"), primary_key=True),
    Column("link_id", ForeignKey("lti_link.id"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Index(None, "link_id", "subject"),
)  # fmt: skip

# scores that were sent and not answered yet: a platform that has the score may say so (409)
SENT = Table(
    "lti_sent", METADATA,
    Column("passback_id", ForeignKey("passback.id"), primary_key=True),
)  # fmt: skip

# who may register a platform, once
INVITATION = Table(
    "lti_invitation", METADATA,
    Column("secret_sha256", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    _until("expires_at"),
)  # fmt: skip
