"""Alembic's entry point: runs on the connection that `retrieval.migrations.upgrade` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
