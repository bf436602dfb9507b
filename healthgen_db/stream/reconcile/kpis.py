"""KPI values of gold against those that the warehouse gives for the same windows, and why they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isclose

import psycopg
from psycopg import sql

from healthgen_db.kpis.compute import KpiValue, compute
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import Window
from healthgen_db.postgres.queries import scalar
from healthgen_db.progress import Progress
from healthgen_db.stream.lake.gold import gold_kpis, known_hospitals, parts_of
from healthgen_db.stream.reconcile.result import (
    KPI_VALUES,
    LOST,
    NOT_COMPUTED,
    UNEXPLAINED,
    Example,
    Relation,
)
from healthgen_db.stream.reconcile.sides import Sides
from healthgen_db.stream.reconcile.visible import Visible

# Sums of the same numbers in another order differ in the last digits.
TOLERANCE = 1e-9

Place = tuple[str, int, str, datetime, int]
"""kpi_id, hospital_id, kind and end of the window, department_id (0: the whole hospital)."""


@dataclass(frozen=True)
class Value:
    """A value as it stands in gold, or as it would."""

    value: float | None
    n: int
    color: str | None

    def equals(self, other: Value) -> bool:
        """Whether both are the same, but for the last digits."""
        if self.value is None or other.value is None:
            return self.n == other.n and self.value is other.value
        return self.n == other.n and isclose(self.value, other.value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)

    def __str__(self) -> str:
        """Return it for an example."""
        return f"{'no value' if self.value is None else f'{self.value:.6g}'} (n {self.n:,})"


@dataclass
class _Comparison:
    """What is compared, and what was found so far."""

    dsn: str
    connection: psycopg.Connection
    sides: Sides
    snapshot: str
    kpis: Mapping[str, Kpi]
    visible: Visible
    number: int

    def __post_init__(self) -> None:
        self.rows = self.equal = 0
        self.seen = 0
        """Values of gold that were compared."""
        self.reasons: Counter[str] = Counter()
        self.examples: list[Example] = []
        self._shown: Counter[str] = Counter()

    def compare(self, windows: Sequence[Window], pending: set[Window]) -> None:
        """Compare the values of windows."""
        sent = self._computed(self.sides.schema, self.kpis.values(), windows)
        gold = self._gold(windows)
        self.rows += len(sent)
        self.seen += len(gold)
        unequal = sorted(place for place in sent.keys() | gold.keys() if not self._right(place, sent, gold))
        self.equal += len(sent) - len(sent.keys() & set(unequal))
        by_end = {(each.hospital.hospital_id, each.kind, each.ended_at): each for each in windows}
        chosen = {place: by_end[place[1:4]] for place in unequal}
        wanted = [each for each in dict.fromkeys(chosen.values()) if each not in pending]
        used = [self.kpis[name] for name in dict.fromkeys(place[0] for place in unequal)]
        again = self._computed(self.sides.silver, used, wanted) if wanted else {}
        for place, window in chosen.items():
            if window in pending:
                reason = NOT_COMPUTED
            elif not self._right(place, again, gold):
                reason = UNEXPLAINED if place in gold else LOST
            else:
                reason = self.visible.reason(self.kpis[place[0]], window) or UNEXPLAINED
            self._note(place, window, reason, sent.get(place), gold.get(place))

    def note_others(self, hospitals: list[int] | None) -> None:
        """Note the values of gold whose windows silver cannot close."""
        statement = sql.SQL(
            "SELECT count(*) FROM {} WHERE kpi_id = ANY(%s) AND (%s::int[] IS NULL OR hospital_id = ANY(%s))"
        ).format(sql.Identifier(self.sides.gold, KPI_VALUES))
        others = int(scalar(self.connection, statement, [list(self.kpis), hospitals, hospitals])) - self.seen
        if others:
            self.reasons[UNEXPLAINED] += others
            key = f"{others:,} values of gold"
            self.examples.append(
                Example(KPI_VALUES, UNEXPLAINED, key, "their windows are not closed in silver")
            )

    def _right(self, place: Place, expected: Mapping[Place, Value], gold: Mapping[Place, Value]) -> bool:
        """Whether gold has the expected value, and the color of it."""
        wanted, found = expected.get(place), gold.get(place)
        if wanted is None or found is None:
            return wanted is found
        return found.equals(wanted) and found.color == self.kpis[place[0]].color(found.value)

    def _computed(self, schema: str, kpis: Iterable[Kpi], windows: Sequence[Window]) -> dict[Place, Value]:
        found = compute(self.dsn, schema, self.snapshot, list(kpis), windows, progress=Progress())
        return {_place(each): Value(each.value, each.n, each.color) for each in found}

    def _gold(self, windows: Sequence[Window]) -> dict[Place, Value]:
        statement = sql.SQL(
            "SELECT kpi_id, hospital_id, window_kind, ended_at, department_id, value, n, color FROM {}"
            " WHERE kpi_id = ANY(%s) AND (hospital_id, window_kind, ended_at) IN"
            " (SELECT w.* FROM unnest(%s::int[], %s::text[], %s::timestamptz[]) AS w)"
        ).format(sql.Identifier(self.sides.gold, KPI_VALUES))
        hospitals = [each.hospital.hospital_id for each in windows]
        ends = [each.ended_at for each in windows]
        kinds = [each.kind for each in windows]
        rows = self.connection.execute(statement, [list(self.kpis), hospitals, kinds, ends])
        return {row[:5]: Value(*row[5:]) for row in rows}

    def _note(
        self, place: Place, window: Window, reason: str, sent: Value | None, gold: Value | None
    ) -> None:
        self.reasons[reason] += 1
        self._shown[reason] += 1
        if self._shown[reason] > self.number:
            return
        department = f", department {place[4]}" if place[4] else ""
        end = window.ended_at.astimezone(window.hospital.zone)
        key = f"{place[0]} of {window.hospital.name}{department}, {window.kind} to {end:%Y-%m-%d}"
        detail = f"{sent or 'nothing'}, in gold {gold or 'nothing'}"
        rows = self.visible.rows(self.kpis[place[0]], window, reason)
        because = f"; {rows:,} rows of that window are {reason}" if rows else ""
        self.examples.append(Example(KPI_VALUES, reason, key, detail + because))


def compare_kpis(
    dsn: str,
    connection: psycopg.Connection,
    sides: Sides,
    *,
    snapshot: str,
    number: int,
    progress: Progress,
) -> tuple[Relation, list[Example]]:
    """Compare the KPI values of the windows that are closed in silver, after find_differences().

    A value that differs has the reason of the rows that the KPI reads, if gold is just what silver gives.
    """
    hospitals = None if sides.hospitals is None else {each.hospital_id for each in sides.hospitals}
    known = [
        each
        for each in known_hospitals(connection, sides.ingested)
        if hospitals is None or each.hospital.hospital_id in hospitals
    ]
    windows = sorted((window for each in known for window in each.closed), key=lambda each: each.ended_at)
    pending = {window for each in known for window in each.to_compute}
    comparison = _Comparison(
        dsn,
        connection,
        sides,
        snapshot,
        {each.id: each for each in gold_kpis()},
        Visible(connection),
        number,
    )
    with progress.phase("kpis", total=len(windows), unit="windows") as done:
        for part in parts_of(windows):
            comparison.compare(part, pending)
            done(len(part))
    comparison.note_others(None if hospitals is None else sorted(hospitals))
    relation = Relation(KPI_VALUES, comparison.rows, comparison.equal, dict(comparison.reasons))
    return relation, comparison.examples


def _place(value: KpiValue) -> Place:
    window = value.window
    return value.kpi.id, window.hospital.hospital_id, window.kind, window.ended_at, value.department_id or 0
