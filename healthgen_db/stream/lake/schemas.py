"""The schemas of the stream beside a warehouse's schema: made on first use from sql/<name>/tables."""

import re
from collections.abc import Sequence

import psycopg

from healthgen_db.config.errors import SchemaError
from healthgen_db.postgres.catalog import schema_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar
from healthgen_db.reader.grants import STREAM_SCHEMAS, keep_reading
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.schema.side_schemas import make_side_schema, side_files

FEED, BRONZE, SILVER, GOLD = "feed", "bronze", "silver", "gold"
LAKE = (BRONZE, SILVER, GOLD)
LAYOUT = 1
"""Number of the layout of these schemas, which is in the comment of each."""
_COMMENT = "SELECT obj_description(oid, 'pg_namespace') FROM pg_catalog.pg_namespace WHERE nspname = %s"


def ensure_schemas(connection: psycopg.Connection, schema: str, names: Sequence[str]) -> None:
    """Create the schemas <schema>_<name> that are not there yet. The connection is in autocommit.

    The readers of the warehouse may read silver and gold.

    Raises SchemaError if one of them was made by another healthgen, or is not healthgen's; WarehouseError if the role
    may not create schemas.
    """
    with errors_mapped(), connection.transaction():
        # Two commands that start at the same time would both create the schemas.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("lake", schema)])
        for name in names:
            side = side_schema(schema, name)
            if not schema_exists(connection, side):
                make_side_schema(connection, side, schema, side_files(name))
                if name in STREAM_SCHEMAS:
                    keep_reading(connection, schema, [side])
            else:
                _require_layout(side, scalar(connection, _COMMENT, [side]))


def _require_layout(side: str, comment: str | None) -> None:
    layout = re.search(r"Layout (\d+)\.$", comment or "")
    if layout is None:
        raise SchemaError(
            f"the schema {side} is there, but healthgen did not make it; rename it, or use another --schema"
        )
    if int(layout[1]) != LAYOUT:
        raise SchemaError(
            f"the schema {side} has the layout of another version of healthgen; rename or drop it, and stream again"
        )
