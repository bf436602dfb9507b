"""KPI values: the queries run for all windows at once, small numbers are hidden, and colors follow from the bands."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from healthgen_db.checks.query_errors import query_error
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import Window
from healthgen_db.postgres.connection import connect, tune_for_analysis
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task, run_tasks
from healthgen_db.postgres.snapshots import use_snapshot
from healthgen_db.progress import Progress

APPLICATION_NAME = "healthgen kpis"
# A KPI file reads these two relations by their bare names. A service without a department of its own counts for
# General medicine. The planner knows nothing about the windows, so they are computed once, before anything else.
HEAD = b"""
WITH kpi_windows AS MATERIALIZED (
    SELECT w.*
    FROM unnest(%(ids)s::int[], %(hospitals)s::int[], %(zones)s::text[], %(kinds)s::text[],
        %(begins)s::timestamptz[], %(ends)s::timestamptz[])
        AS w (window_id, hospital_id, time_zone, kind, began_at, ended_at)
),

kpi_departments AS MATERIALIZED (
    SELECT h.hospital_id, s.service, coalesce(own.department_id, med.department_id) AS department_id
    FROM (SELECT DISTINCT hospital_id FROM departments) AS h
    CROSS JOIN services AS s
    LEFT JOIN departments AS own USING (hospital_id, service)
    LEFT JOIN departments AS med ON h.hospital_id = med.hospital_id AND med.service = 'MED'
)

SELECT
    q.window_id,
    q.department_id,
    d.name AS department,
    q.value::double precision AS value,
    q.n::bigint AS n
FROM (
"""
TAIL = b"""
) AS q
LEFT JOIN departments AS d USING (department_id)
ORDER BY q.window_id, q.department_id NULLS FIRST
"""
MOST_CONNECTIONS = 4


@dataclass(frozen=True)
class KpiValue:
    """The value of a KPI in a window, for a hospital or one of its departments."""

    kpi: Kpi
    window: Window
    department_id: int | None
    """None: the whole hospital."""
    department: str | None
    value: float | None
    """None if there is none, or if it is hidden."""
    n: int
    hidden: bool
    """Whether there is a value that rests on fewer than kpi.min_n."""

    @property
    def color(self) -> str | None:
        """green, amber or red; None without bands or value."""
        return self.kpi.color(self.value)


def compute(
    dsn: str,
    schema: str,
    snapshot: str,
    kpis: Sequence[Kpi],
    windows: Sequence[Window],
    *,
    progress: Progress,
) -> list[KpiValue]:
    """Compute KPIs for windows, on several connections that use a snapshot of another session.

    The values come in the order of the KPIs, of the windows, and of the departments, after that of the hospital.
    Raises RuleFileError for a query that fails, WarehouseError if the server fails.
    """
    connections = min(os.cpu_count() or 1, MOST_CONNECTIONS)
    found: dict[str, list[KpiValue]] = {}

    @contextmanager
    def session() -> Iterator[psycopg.Connection]:
        with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
            tune_for_analysis(connection)
            use_snapshot(connection, snapshot)
            yield connection

    def task(kpi: Kpi) -> Task:
        def run(connection: psycopg.Connection) -> None:
            found[kpi.id] = compute_one(connection, kpi, windows)

        return run

    with progress.phase("kpis", total=len(kpis), unit="KPIs") as done, errors_mapped():
        run_tasks(session, [task(kpi) for kpi in kpis], connections=connections, done=done)
    return [value for kpi in kpis for value in found[kpi.id]]


def compute_one(connection: psycopg.Connection, kpi: Kpi, windows: Sequence[Window]) -> list[KpiValue]:
    """Compute a KPI for windows, in a session whose search path has the schema.

    Raises RuleFileError if its query fails, WarehouseError if the server fails.
    """
    parameters = {
        "ids": list(range(len(windows))),
        "hospitals": [each.hospital.hospital_id for each in windows],
        "zones": [each.hospital.time_zone for each in windows],
        "kinds": [each.kind for each in windows],
        "begins": [each.began_at for each in windows],
        "ends": [each.ended_at for each in windows],
    }
    try:
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(HEAD + kpi.query.replace("%", "%%").encode() + TAIL, parameters)
            return [_value(kpi, windows, row) for row in cursor]
    except psycopg.Error as error:
        raise query_error(kpi, error, head=_head_length()) from error


def _value(kpi: Kpi, windows: Sequence[Window], row: dict[str, Any]) -> KpiValue:
    hidden = row["value"] is not None and row["n"] < kpi.min_n
    return KpiValue(
        kpi,
        windows[row["window_id"]],
        row["department_id"],
        row["department"],
        None if hidden else row["value"],
        row["n"],
        hidden,
    )


def _head_length() -> int:
    """Return the length of HEAD as the server sees it: each parameter has been replaced by its number."""
    text = HEAD.decode()
    for number, name in enumerate(("ids", "hospitals", "zones", "kinds", "begins", "ends"), start=1):
        text = text.replace(f"%({name})s", f"${number}")
    return len(text)
