"""What alembic runs the steps in: the one connection and the one transaction that ``storage.schema`` hands over.

There is no way from the command line of alembic itself: without foreign keys switched off and checked afterwards, a
step that rebuilds a table of SQLite would delete the rows that point to it.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from storage.tables import metadata


def run(connection: Connection) -> None:
    """Run the steps on a connection that is inside a transaction already."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


run(context.config.attributes["connection"])
