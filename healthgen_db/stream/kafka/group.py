"""The consumer group of a receiver, without --group."""

from hashlib import sha256

from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.queries import scalar

# The number of the server was drawn when it was created, so two servers have different ones.
_DATABASE = "SELECT system_identifier || ' ' || current_database() FROM pg_catalog.pg_control_system()"


def default_group(dsn: str, schema: str) -> str:
    """Return a group for receivers into one schema of one database, such as healthgen-healthcare-1f0c9a2e.

    Receivers of one group share the messages. If all receivers were one group, two students who read the same topic
    into databases of their own would each get a part of it.

    Raises WarehouseError if the server cannot be reached.
    """
    with connect(dsn, autocommit=True) as connection:
        database: str = scalar(connection, _DATABASE)
    return f"healthgen-{schema}-{sha256(database.encode()).hexdigest()[:8]}"
