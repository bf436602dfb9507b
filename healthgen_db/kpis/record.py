"""The tables kpis and kpi_values: the values that were computed, for BI tools and for later comparison."""

from collections.abc import Sequence

import psycopg

from healthgen_db.kpis.compute import KpiValue
from healthgen_db.postgres.writes import write_if_allowed

INSERT_KPI = """
INSERT INTO kpis (kpi_id, topic, title, unit, formula, denominator, source, good, amber, red, min_n)
VALUES (
    %(id)s, %(topic)s, %(title)s, %(unit)s, %(formula)s, %(denominator)s, %(source)s, %(good)s, %(amber)s, %(red)s,
    %(min_n)s
)
ON CONFLICT (kpi_id) DO UPDATE SET
    topic = excluded.topic, title = excluded.title, unit = excluded.unit, formula = excluded.formula,
    denominator = excluded.denominator,
    source = excluded.source, good = excluded.good, amber = excluded.amber, red = excluded.red, min_n = excluded.min_n
"""
INSERT_VALUES = """
INSERT INTO kpi_values (
    dataset_id, kpi_id, hospital_id, department_id, window_kind, began_at, ended_at, hospital, department,
    value, n, color
)
SELECT %s, v.*
FROM unnest(
    %s::text[], %s::int[], %s::int[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[],
    %s::double precision[], %s::bigint[], %s::text[]
) AS v
ON CONFLICT (dataset_id, kpi_id, hospital_id, department_id, window_kind, ended_at) DO UPDATE SET
    began_at = excluded.began_at, value = excluded.value, n = excluded.n, color = excluded.color,
    hospital = excluded.hospital, department = excluded.department, computed_at = now()
"""


def record(connection: psycopg.Connection, dataset_id: int, values: Sequence[KpiValue]) -> str | None:
    """Write the values into kpi_values; return why not if this role may not write there.

    The schema is on the search path of the session. Values that are already there are replaced.
    """

    def write(connection: psycopg.Connection) -> None:
        for kpi in {each.kpi.id: each.kpi for each in values}.values():
            connection.execute(INSERT_KPI, vars(kpi))
        if values:
            columns = zip(*(value_row(each) for each in values), strict=True)
            connection.execute(INSERT_VALUES, [dataset_id, *map(list, columns)])

    return write_if_allowed(connection, write)


def value_row(value: KpiValue) -> tuple[object, ...]:
    """Return the columns of a value in kpi_values: from the KPI to the color, as INSERT_VALUES has them."""
    hospital, window = value.window.hospital, value.window
    return (
        value.kpi.id,
        hospital.hospital_id,
        value.department_id or 0,
        window.kind,
        window.began_at,
        window.ended_at,
        hospital.name,
        value.department,
        value.value,
        value.n,
        value.color,
    )
