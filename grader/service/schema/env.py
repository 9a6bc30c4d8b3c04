"""What Alembic runs: migrations on the connection, and in the transaction, that it was given."""

from alembic import context

from grader.service.schema.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
