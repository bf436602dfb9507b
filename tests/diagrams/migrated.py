"""The tables of a warehouse with its star, in a database without rows."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import MetaData

from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.schema.side_schemas import make_side_schema
from healthgen_db.stage_list import MART
from tests.diagrams.guides import reflected

WAREHOUSE = "healthcare"
STAR = side_schema(WAREHOUSE, MART.name)


def tables_with_star(dsn: str) -> MetaData:
    """Create the empty star beside a migrated warehouse, and read the tables of both."""
    with connect(dsn) as connection:
        make_side_schema(connection, STAR, WAREHOUSE, replace(MART, parts=("operations",)).table_files())
    return reflected(dsn, WAREHOUSE, STAR)
