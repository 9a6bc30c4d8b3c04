"""Every table of the service. Times are with a zone; ids are random unless said otherwise."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _now(name: str) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def _time(name: str) -> "Column[object]":
    return Column(name, DateTime(timezone=True))


# who may ask; of the secret only its digest is kept
TOKEN = Table(
    "token", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_sha256", LargeBinary, nullable=False, unique=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("student", Text),
    Column("assignments", ARRAY(Text)),
    _now("created_at"), _time("expires_at"), _time("revoked_at"),
)  # fmt: skip

# who is signed in at which browser, by a token that was shown; of the cookie its digest is kept
BROWSER_SESSION = Table(
    "browser_session", METADATA,
    Column("secret_sha256", LargeBinary, primary_key=True),
    Column("token_id", ForeignKey("token.id"), nullable=False),
    _now("created_at"), Column("expires_at", DateTime(timezone=True), nullable=False),
    Index(None, "expires_at"),
)  # fmt: skip

# what was handed in; a row is there before anybody is told that it was
SUBMISSION = Table(
    "submission", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("assignment", Text, nullable=False),
    Column("student", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("language", Text, nullable=False),
    _now("received_at"),
    UniqueConstraint("assignment", "student", "idempotency_key"),
    Index(None, "assignment", "student", "received_at"),
    Index(None, "received_at"),
)  # fmt: skip

# what came of grading one submission under one state of its assignment
GRADE = Table(
    "grade", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("score", Double),
    Column("max_score", Double, nullable=False),
    Column("result", LargeBinary, nullable=False),
    _now("graded_at"),
    UniqueConstraint("submission_id", "key"),
)  # fmt: skip

# once through the grader: at the upload, and whenever somebody asks for it again
RUN = Table(
    "run", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),
    Column("grade_id", ForeignKey("grade.id")),
    _now("queued_at"), _time("begun_at"), _time("finished_at"),
    Index(None, "submission_id", "number"),
    Index("ix_run_waiting", "state", "number", postgresql_where="state IN ('queued', 'grading')"),
)  # fmt: skip

# what a person reads of a grade, compressed
ARTIFACT = Table(
    "artifact", METADATA,
    Column("grade_id", ForeignKey("grade.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)  # fmt: skip

# a person's points in the place of the grader's; rows are only ever added
DECISION = Table(
    "decision", METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("assignment", Text, nullable=False),
    Column("student", Text, nullable=False),
    Column("exercise", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("points", Double),
    Column("why", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    _now("decided_at"),
    Index(None, "assignment", "student"),
)  # fmt: skip

# who should hand in
ENROLMENT = Table(
    "enrolment", METADATA,
    Column("assignment", Text, primary_key=True),
    Column("student", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("groups", ARRAY(Text), nullable=False),
)  # fmt: skip

# where grades are sent, and what inbound messages are signed with
HOOK = Table(
    "hook", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("direction", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    _now("created_at"), _time("revoked_at"),
)  # fmt: skip

# a grade on its way out; `at` grows for each learner of a target, and is sent again as it is
PASSBACK = Table(
    "passback", METADATA,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("grade_id", ForeignKey("grade.id")),  # none: it says that a submission has come
    Column("at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),
    _now("queued_at"), _time("delivered_at"),
    UniqueConstraint("target", "target_id", "run_id", "grade_id"),
    Index("ix_passback_open", "state", postgresql_where="state <> 'delivered'"),
)  # fmt: skip

# who did what; a trigger refuses every change of a row
AUDIT = Table(
    "audit", METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _now("at"),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", JSONB, nullable=False),
)  # fmt: skip

# which files of the queue's library were applied
QUEUE_MIGRATION = Table("queue_migration", METADATA, Column("name", Text, primary_key=True))
