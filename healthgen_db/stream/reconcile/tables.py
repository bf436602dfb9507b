"""The rows that differ between the warehouse and silver, and why: the files of sql/reconcile, in temporary tables."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.postgres.queries import scalar
from healthgen_db.stream.reconcile.result import Example, Relation
from healthgen_db.stream.reconcile.sides import TABLES

EVENTS, PATIENTS = "adt_events", "patients"
_REBUILT = ("encounters", "ed_stays", "bed_stays")
_DIFFERENCES = """
CREATE TEMP TABLE differences (
    number bigint GENERATED ALWAYS AS IDENTITY,
    relation text NOT NULL,
    kind text NOT NULL,
    hospital_id integer,
    encounter_id bigint,
    bed_id integer,
    sequence smallint,
    first_at timestamptz,
    last_at timestamptz,
    sent_until timestamptz
)
"""
_HEAD = b"""
INSERT INTO differences (
    relation, kind, hospital_id, encounter_id, bed_id, sequence, first_at, last_at, sent_until
)
SELECT %(relation)s, q.* FROM (
"""
_TAIL = b") AS q"
# All differences with their reasons. What happens to an event is known when it is recorded.
_FOUND = """
CREATE TEMP TABLE found AS
SELECT relation, reason, kind, hospital_id, encounter_id, bed_id, sequence::bigint AS number, first_at, last_at
FROM row_reasons
UNION ALL
SELECT 'adt_events', reason, kind, hospital_id, encounter_id, bed_id, event_key, occurred_at, recorded_at
FROM event_reasons
UNION ALL
SELECT 'patients', reason, kind, NULL, NULL, NULL, patient_id, NULL, NULL
FROM patient_reasons
"""
_EXAMPLES = """
SELECT relation, reason, kind, encounter_id, bed_id, number, first_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY relation, reason ORDER BY first_at, encounter_id, bed_id, number) AS place
    FROM found
) AS f
WHERE place <= %s
ORDER BY relation, reason, place
"""
# How a row of a relation is found by the columns of `found`.
_KEYS = {
    "encounters": ("encounter_id", "encounter_id"),
    "ed_stays": ("encounter_id", "encounter_id"),
    "bed_stays": ("encounter_id, sequence", "encounter_id, number"),
    "bed_status_periods": ("bed_id, began_at", "bed_id, first_at"),
    EVENTS: ("event_key", "number"),
    PATIENTS: ("patient_id", "number"),
}


def find_differences(connection: psycopg.Connection) -> list[Relation]:
    """Fill the temporary table found with all rows that differ and why, and return how the relations compare.

    connection: in a transaction, after Sides.name()
    """
    _make(connection, "event_differences", "compare", EVENTS)
    connection.execute("ANALYZE event_differences")
    _make(connection, "event_reasons", "reasons", EVENTS)
    connection.execute(_DIFFERENCES)
    for table in TABLES:
        connection.execute(_HEAD + _file("compare", table) + _TAIL, {"relation": table})
    connection.execute("CREATE INDEX ON event_reasons (bed_id, occurred_at) WHERE bed_id IS NOT NULL")
    connection.execute("ANALYZE event_reasons, differences")
    _expect(connection)
    _make(connection, "follows", "reasons", "follows")
    _make(connection, "row_reasons", "reasons", "rows")
    _make(connection, "patient_differences", "compare", PATIENTS)
    _make(connection, "patient_reasons", "reasons", PATIENTS)
    connection.execute(_FOUND)
    return [_relation(connection, name) for name in (*TABLES, EVENTS, PATIENTS)]


def examples(connection: psycopg.Connection, number: int) -> list[Example]:
    """Return the first `number` rows of each relation and reason, after find_differences()."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_EXAMPLES, [number]).fetchall()
    return [_example(connection, row) for row in rows]


def _expect(connection: psycopg.Connection) -> None:
    """Make the rows that silver should have of encounters and beds that differ.

    The files of sql/rebuild read adt_events. A temporary table of that name comes before the warehouse's own.
    """
    _make(connection, "adt_events", "expect", EVENTS)
    connection.execute("CREATE INDEX ON pg_temp.adt_events (cancels)")
    connection.execute("ANALYZE pg_temp.adt_events")
    for table in _REBUILT:
        query = resource("sql", "rebuild", f"{table}.sql").read_bytes()
        connection.execute(f"CREATE TEMP TABLE rebuilt_{table} AS ".encode() + query)
    for table in TABLES:
        name, taken = sql.Identifier(f"expected_{table}"), sql.Identifier(f"taken_{table}")
        # The same columns and types as in silver, so that whole rows can be compared.
        connection.execute(
            sql.SQL("CREATE TEMP TABLE {} AS SELECT * FROM {} WITH NO DATA").format(name, taken)
        )
        connection.execute(f"INSERT INTO expected_{table} ".encode() + _file("expect", table))
        connection.execute(sql.SQL("ANALYZE {}").format(name))


def _file(folder: str, name: str) -> bytes:
    return resource("sql", "reconcile", folder, f"{name}.sql").read_bytes()


def _make(connection: psycopg.Connection, table: str, folder: str, name: str) -> None:
    """Create a temporary table with the rows of a file."""
    connection.execute(f"CREATE TEMP TABLE {table} AS ".encode() + _file(folder, name))


def _relation(connection: psycopg.Connection, name: str) -> Relation:
    counts = connection.execute(
        "SELECT reason, count(*), count(*) FILTER (WHERE kind IN ('missing', 'different')) FROM found"
        " WHERE relation = %s GROUP BY reason",
        [name],
    ).fetchall()
    statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(f"sent_{name}"))
    rows = int(scalar(connection, statement))
    unequal = sum(here for *_, here in counts)
    return Relation(name, rows, rows - unequal, {reason: number for reason, number, _ in counts})


def _example(connection: psycopg.Connection, found: dict[str, Any]) -> Example:
    relation = found["relation"]
    columns, values = _KEYS[relation]
    parameters = [found[name] for name in values.split(", ")]
    sent, taken = (
        _row(connection, f"{side}_{relation}", columns.split(", "), parameters) for side in ("sent", "taken")
    )
    return Example(relation, found["reason"], _key(found), _detail(found["kind"], sent, taken))


def _row(
    connection: psycopg.Connection, view: str, columns: Sequence[str], values: Sequence[object]
) -> dict[str, Any]:
    condition = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns)
    statement = sql.SQL("SELECT to_jsonb(v) FROM {} AS v WHERE {}").format(sql.Identifier(view), condition)
    return scalar(connection, statement, values) or {}


def _key(named: dict[str, Any]) -> str:
    relation = named["relation"]
    if relation == EVENTS:
        return f"event {named['number']}"
    if relation == PATIENTS:
        return f"patient {named['number']}"
    if relation == "bed_status_periods":
        return f"bed {named['bed_id']} from {named['first_at']:%Y-%m-%d %H:%M}"
    stay = f", bed stay {named['number']}" if relation == "bed_stays" else ""
    return f"encounter {named['encounter_id']}{stay}"


def _detail(kind: str, sent: dict[str, Any], taken: dict[str, Any]) -> str:
    """Say what differs: the columns of both sides with both values."""
    if kind != "different":
        return "only in silver" if kind == "extra" else "not in silver"
    pairs = [
        f"{name} {_shown(sent[name])}, in silver {_shown(taken[name])}"
        for name in sent.keys() & taken.keys()
        # the condition is told when the patient leaves
        if sent[name] != taken[name] and (name != "condition_id" or sent["left_at"] is not None)
    ]
    return "; ".join(sorted(pairs))


def _shown(value: object) -> str:
    return "null" if value is None else str(value)
