"""The queries of sql/briefing, as rows of a hospital at a moment."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.kpis.windows import Hospital
from healthgen_db.postgres.error_messages import errors_mapped

# A query file reads this relation by its bare name.
HEAD = b"""
WITH briefing_as_of AS MATERIALIZED (
    SELECT %(hospital)s::int AS hospital_id, %(zone)s::text AS time_zone, %(as_of)s::timestamptz AS as_of
)

SELECT q.* FROM (
"""
TAIL = b"\n) AS q"

Row = dict[str, Any]


class HospitalMoment:
    """A hospital at a moment, as a session sees it. Nothing that was not known then is read."""

    def __init__(
        self, connection: psycopg.Connection, hospital: Hospital, as_of: datetime, *, dsn: str, schema: str
    ) -> None:
        """Keep the session, and dsn and schema for other sessions beside it."""
        self.connection, self.hospital, self.as_of = connection, hospital, as_of
        self.dsn, self.schema = dsn, schema

    def rows(self, name: str) -> list[Row]:
        """Return the rows of the file sql/briefing/<name>.sql."""
        query = resource("sql", "briefing", f"{name}.sql").read_bytes().replace(b"%", b"%%")
        parameters = {
            "hospital": self.hospital.hospital_id,
            "zone": self.hospital.time_zone,
            "as_of": self.as_of,
        }
        with errors_mapped(), self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(HEAD + query + TAIL, parameters).fetchall()
