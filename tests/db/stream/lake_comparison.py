"""Whether two lakes have the same rows, and bronze each message once."""

from __future__ import annotations

from psycopg import sql

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.catalog import table_exists
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema

# They say when and how messages came, which differs from run to run.
VOLATILE = {
    "message_number",
    "first_message_number",
    "batch_id",
    "computed_at",
    "taken_at",
    "first_seen",
    "last_seen",
}
# The same message comes from another topic in each lake. A broken one that was sent again is in quarantine twice.
VOLATILE_IN_QUARANTINE = {"source", "partition", "offset", "quarantined_at"}
# Notes count the messages that were sent again after a kill; offsets and batches are checked by themselves.
NOT_COMPARED = {"notes", "refreshed", "changes"}


def check_bronze(server: Server, lake: str, ends: dict[int, int]) -> int:
    """Check that bronze has every message of the topic, each once; return how many it has.

    ends: the offset after the last message of each partition
    """
    statement = sql.SQL(
        'SELECT partition, count(*), count(DISTINCT "offset"), min("offset"), max("offset") + 1 FROM {}'
        " WHERE source LIKE 'kafka:%%' GROUP BY partition ORDER BY partition"
    ).format(sql.Identifier(side_schema(lake, "bronze"), "messages"))
    with connect(server.dsn(), autocommit=True) as connection:
        rows = connection.execute(statement).fetchall()
    for partition, count, distinct, first, last in rows:
        assert (count, distinct, first) == (last, last, 0), f"partition {partition} lost or doubled messages"
    assert {row[0]: row[4] for row in rows} == ends
    return sum(row[1] for row in rows)


def differences(server: Server, one: str, other: str) -> dict[str, int]:
    """Return the tables of silver and gold in which two lakes differ, with the number of rows."""
    found = {}
    with connect(server.dsn(), autocommit=True) as connection:
        for layer in ("silver", "gold"):
            tables = connection.execute(
                "SELECT table_name, array_agg(column_name::text), array_agg(data_type::text)"
                " FROM information_schema.columns WHERE table_schema = %s GROUP BY table_name",
                [side_schema(one, layer)],
            ).fetchall()
            assert tables
            for table, names, types in tables:
                if table in NOT_COMPARED:
                    continue
                left_out = VOLATILE | (VOLATILE_IN_QUARANTINE if table == "quarantine" else set())
                kinds = [
                    (name, kind) for name, kind in zip(names, types, strict=True) if name not in left_out
                ]
                columns = sql.SQL(", ").join(_exact(name, kind) for name, kind in kinds)
                rows_of = sql.SQL(
                    "SELECT DISTINCT {} FROM {}" if table == "quarantine" else "SELECT {} FROM {}"
                )
                left, right = (
                    rows_of.format(columns, sql.Identifier(side_schema(lake, layer), table))
                    for lake in (one, other)
                )
                statement = sql.SQL(
                    "SELECT count(*) FROM (({0} EXCEPT ALL {1}) UNION ALL ({1} EXCEPT ALL {0})) AS differences"
                ).format(left, right)
                [rows] = connection.execute(statement).fetchone() or (None,)
                if rows:
                    found[f"{layer}.{table}"] = rows
    return found


def _exact(name: str, kind: str) -> sql.Composable:
    """Return a column. The sum of floating-point numbers depends on their order, so their last digits are left out."""
    if kind == "double precision":
        return sql.SQL("round({}::numeric, 9)").format(sql.Identifier(name))
    return sql.Identifier(name)


def silver_events(server: Server, lake: str) -> list[int]:
    """Return the keys of the events that silver has, in order; none if it is not there yet."""
    silver = side_schema(lake, "silver")
    statement = sql.SQL("SELECT event_key FROM {} ORDER BY event_key").format(
        sql.Identifier(silver, "adt_events")
    )
    with connect(server.dsn(), autocommit=True) as connection:
        if not table_exists(connection, silver, "adt_events"):
            return []
        return [key for (key,) in connection.execute(statement).fetchall()]
