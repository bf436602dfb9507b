"""Both readings of the KPIs over the same windows, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isclose

import psycopg

from healthgen_db.kpis.compute import compute_one
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import Hospital
from healthgen_db.kpis.windows import Window as SqlWindow

from .registry import KPIS
from .rows import Rows
from .windows import Window

__all__ = ["Values", "differences", "values_of_oracle", "values_of_sql"]

# Value and number by KPI, window and department. Departments are there only if they have a number.
Values = dict[tuple[str, Window, int | None], tuple[float | None, float]]


def values_of_sql(connection: psycopg.Connection, kpis: Iterable[Kpi], windows: Sequence[Window]) -> Values:
    """Return what the SQL files compute, also the values that would be hidden."""
    asked = {
        SqlWindow(Hospital(each.hospital_id, "", each.time_zone), "day", each.began_at, each.ended_at): each
        for each in windows
    }
    found: Values = {}
    for kpi in kpis:
        for each in compute_one(connection, replace(kpi, min_n=0), list(asked)):
            key = kpi.id, asked[each.window], each.department_id
            assert key not in found, f"two rows of {key}"
            found[key] = each.value, each.n
    return found


def values_of_oracle(rows: Rows, kpis: Iterable[Kpi], windows: Sequence[Window]) -> Values:
    """Return what the oracle computes."""
    return {
        (kpi.id, window, department): answer
        for window in windows
        for kpi in kpis
        for department, answer in KPIS[kpi.id](rows.seen(window), window).items()
        if department is None or answer[1]
    }


def differences(one: Values, other: Values) -> list[str]:
    """Return the KPIs, windows and departments with different values or numbers, one line each."""
    return [
        f"{key[0]}, department {key[2]}, {key[1]}: {one.get(key)} and {other.get(key)}"
        for key in sorted(one.keys() | other.keys(), key=str)
        if not _same(one.get(key), other.get(key))
    ]


def _same(one: tuple[float | None, float] | None, other: tuple[float | None, float] | None) -> bool:
    if one is None or other is None or one[1] != other[1]:
        return False
    if one[0] is None or other[0] is None:
        return one[0] is other[0]
    return isclose(one[0], other[0], rel_tol=1e-9, abs_tol=1e-9)
