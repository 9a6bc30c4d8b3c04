"""What Alembic runs: migrations on the connection, and in the transaction, that it was given."""

from alembic import context

from grader.service.schema.lti import PLATFORM

METADATA = PLATFORM.metadata  # every table's: LTI's are beside the others
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
