"""Gold: KPI values of closed windows, computed by the files of sql/kpis over the tables of silver.

An event changes only windows that ended after it. So silver notes the earliest moment of which it learned something,
and a refresh computes the windows that ended later, and those that have closed since.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.kpis.compute import KpiValue, compute
from healthgen_db.kpis.kpi_files import Kpi, read_kpis
from healthgen_db.kpis.record import INSERT_KPI, value_row
from healthgen_db.kpis.windows import DAY, MONTH, WEEK, Hospital, Window, midnight, windows
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar
from healthgen_db.postgres.snapshots import shared_snapshot
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.schema.side_schemas import side_files
from healthgen_db.stream.lake.schemas import GOLD, SILVER

APPLICATION_NAME = "healthgen gold"
# Days from which the number of windows of a kind follows.
SHORTEST_DAYS = {DAY: 1, WEEK: 7, MONTH: 28}
# So many windows are computed at a time. More would take more memory, and some KPIs compare each stay with each window.
WINDOWS_AT_A_TIME = 200
# Relations that healthgen_db.kpis.compute makes for the queries.
COMPUTED = ("kpi_departments",)
_COLUMNS = (
    "kpi_id", "hospital_id", "department_id", "window_kind", "began_at", "ended_at", "hospital", "department", "value",
    "n", "color",
)  # fmt: skip


@dataclass(frozen=True)
class Refreshed:
    """What a refresh of gold did."""

    windows: int
    values: int
    seconds: float
    busy: bool = False
    """Whether another session was refreshing, so that this one did nothing."""


@dataclass(frozen=True)
class Known:
    """A hospital of silver: how far its events have come, and what of them is in gold."""

    hospital: Hospital
    watermark: datetime
    """When its newest event was recorded."""
    first_at: datetime | None
    """When its first patient was registered; None before that."""
    from_at: datetime | None
    """The earliest moment of which silver learned something new; None: nothing new."""
    computed_until: datetime | None
    version: str | None
    """Version of its row in gold's table changes; None: it has no row."""

    @property
    def closed(self) -> list[Window]:
        """All windows that are closed, from the day of the first patient on, in the order in which they ended."""
        if self.first_at is None:
            return []
        zone = self.hospital.zone
        first = midnight(self.first_at.astimezone(zone).date(), zone)
        days = (self.watermark - first) // timedelta(days=1) + 2
        found = (
            window
            for kind, length in SHORTEST_DAYS.items()
            for window in windows(self.hospital, self.watermark, (kind,), number=days // length + 1)
        )
        return sorted((each for each in found if each.began_at >= first), key=_end)

    @property
    def to_compute(self) -> list[Window]:
        """The closed windows whose values are not in gold, or may have changed."""
        return [
            each
            for each in self.closed
            if self.computed_until is None
            or each.ended_at > self.computed_until
            or (self.from_at is not None and each.ended_at > self.from_at)
        ]


def gold_kpis(kpis: Sequence[Kpi] | None = None) -> list[Kpi]:
    """Return the KPIs whose relations silver has, ordered by id; chosen from all shipped ones by default."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in side_files(SILVER))
    found = {line.split()[2] for line in text.splitlines() if line.startswith("CREATE TABLE ")} | {*COMPUTED}
    return [each for each in (read_kpis() if kpis is None else kpis) if found.issuperset(each.reads)]


def known_hospitals(connection: psycopg.Connection, schema: str) -> list[Known]:
    """Return the hospitals of which silver has events.

    connection: any; schema: the prefix of silver and gold
    """
    query = resource("sql", GOLD, "refresh", "hospitals.sql").read_bytes()
    with (
        errors_mapped(),
        in_schema(connection, side_schema(schema, SILVER), side_schema(schema, GOLD)),
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        return [_known(row) for row in cursor.execute(query).fetchall()]


def parts_of(chosen: Sequence[Window]) -> Iterator[Sequence[Window]]:
    """Yield the windows in parts. Each part is computed at once."""
    for begin in range(0, len(chosen), WINDOWS_AT_A_TIME):
        yield chosen[begin : begin + WINDOWS_AT_A_TIME]


def refresh(dsn: str, schema: str, progress: Progress | None = None, *, wait: bool = False) -> Refreshed:
    """Compute the KPIs of the windows that have closed or may have changed, in one transaction.

    schema: the prefix of silver and gold. What silver learns meanwhile stays for the next refresh.
    wait: if another session is refreshing, wait for it; else nothing happens

    Raises RuleFileError for a KPI file that fails, WarehouseError if the server fails.
    """
    started = time.perf_counter()
    observer = progress or Progress()
    silver = side_schema(schema, SILVER)
    with connect(dsn, autocommit=True, application_name=APPLICATION_NAME) as reader, errors_mapped():
        if not _locked(reader, schema, wait=wait):
            return Refreshed(0, 0, time.perf_counter() - started, busy=True)
        _analyze_grown(reader, silver)
        with shared_snapshot(reader) as snapshot:
            known = known_hospitals(reader, schema)
            chosen = sorted((window for each in known for window in each.to_compute), key=_end)
            kpis = gold_kpis() if chosen else []
            values = (
                compute(dsn, silver, snapshot, kpis, part, progress=observer) for part in parts_of(chosen)
            )
            written = _write(dsn, schema, kpis, chosen=chosen, parts=values, known=known)
        # A session may outlive its connection by a moment, and the next refresh would find the lock taken.
        reader.execute("SELECT pg_advisory_unlock(%s)", [lock_key("gold", schema)])
    return Refreshed(len(chosen), written, time.perf_counter() - started)


def _known(row: dict[str, Any]) -> Known:
    hospital = Hospital(row.pop("hospital_id"), row.pop("name"), row.pop("time_zone"))
    return Known(hospital, **row)


def _end(window: Window) -> tuple[datetime, str, int]:
    return window.ended_at, window.kind, window.hospital.hospital_id


def _locked(connection: psycopg.Connection, schema: str, *, wait: bool) -> bool:
    """Take the lock of a refresh for the session. Return whether it has it."""
    if wait:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock_key("gold", schema)])
        return True
    return bool(scalar(connection, "SELECT pg_try_advisory_lock(%s)", [lock_key("gold", schema)]))


def _analyze_grown(connection: psycopg.Connection, silver: str) -> None:
    with in_schema(connection, silver):
        grown = connection.execute(resource("sql", GOLD, "refresh", "grown.sql").read_bytes()).fetchall()
    for (table,) in grown:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(silver, table)))


def _write(
    dsn: str,
    schema: str,
    kpis: Sequence[Kpi],
    *,
    chosen: Sequence[Window],
    parts: Iterator[list[KpiValue]],
    known: Sequence[Known],
) -> int:
    """Replace the values of the windows, and clear what has been noted, in one transaction. Return their number."""
    written = 0
    with (
        connect(dsn, schema=side_schema(schema, GOLD), application_name=APPLICATION_NAME) as connection,
        errors_mapped(),
        connection.transaction(),
    ):
        if chosen:
            _describe(connection, kpis)
            _delete(connection, chosen)
        for values in parts:
            with connection.cursor().copy(_copy()) as copy:
                for value in values:
                    copy.write_row(value_row(value))
            written += len(values)
        for each in known:
            _clear(connection, each)
    return written


def _describe(connection: psycopg.Connection, kpis: Sequence[Kpi]) -> None:
    """Write the KPIs if gold does not have just these. Most refreshes find nothing to write."""
    there = connection.execute("SELECT kpi_id, formula, amber, red, min_n FROM kpis").fetchall()
    new = [each for each in kpis if (each.id, each.formula, each.amber, each.red, each.min_n) not in there]
    connection.cursor().executemany(INSERT_KPI, [vars(each) for each in new])


def _delete(connection: psycopg.Connection, chosen: Sequence[Window]) -> None:
    statement = (
        "DELETE FROM kpi_values WHERE (hospital_id, window_kind, ended_at) IN"
        " (SELECT w.* FROM unnest(%s::int[], %s::text[], %s::timestamptz[]) AS w)"
    )
    hospitals = [each.hospital.hospital_id for each in chosen]
    connection.execute(
        statement, [hospitals, [each.kind for each in chosen], [each.ended_at for each in chosen]]
    )


def _copy() -> sql.Composed:
    return sql.SQL("COPY kpi_values ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )


def _clear(connection: psycopg.Connection, known: Known) -> None:
    """Note how far gold has come. What silver learned since the snapshot gave the row a new version and stays."""
    parameters = [known.hospital.hospital_id, known.watermark]
    connection.execute(
        "INSERT INTO changes (hospital_id, computed_until) VALUES (%s, %s)"
        " ON CONFLICT (hospital_id) DO NOTHING",
        parameters,
    )
    connection.execute(
        "UPDATE changes SET computed_until = %s, from_at = CASE WHEN xmin::text = %s THEN NULL ELSE from_at END"
        " WHERE hospital_id = %s AND (from_at IS NOT NULL OR computed_until IS DISTINCT FROM %s)",
        [known.watermark, known.version, known.hospital.hospital_id, known.watermark],
    )
