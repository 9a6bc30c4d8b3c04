"""The audit log lets one change through: to forget, a day later, whom an entry was about."""

from alembic import op

revision = "0004"
down_revision = "0003"

_FORGETS_ONLY = """
DROP TRIGGER audit_is_append_only ON audit;
CREATE TRIGGER audit_is_append_only BEFORE DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE FUNCTION audit_forgets_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.at, NEW.action, NEW.subject) = (OLD.id, OLD.at, OLD.action, OLD.subject)
        AND OLD.at < now() - interval '1 day'
        AND NEW.actor IN (OLD.actor, 'somebody')
        AND NEW.details IN (OLD.details, OLD.details - ARRAY['student', 'sha256', 'name', 'why'])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_forgets_only BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_forgets_only();
"""


def upgrade() -> None:
    """Put a trigger for each row in the place of the one for every update."""
    op.execute(_FORGETS_ONLY)
