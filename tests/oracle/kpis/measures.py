"""Values of a frame of rows, and the same for the hospital and each of its departments."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from .registry import Answer
from .seen import Seen

__all__ = [
    "Measure",
    "added",
    "average",
    "by_department",
    "count_share",
    "of_emergency",
    "of_hospital",
    "quantile",
    "ratio",
    "total",
]

Measure = Callable[[pl.DataFrame], tuple[float | None, float]]


def by_department(frame: pl.DataFrame, measure: Measure, column: str = "department_id") -> Answer:
    """Return a measure of all rows and of the rows of each department."""
    parts = frame.filter(pl.col(column).is_not_null()).partition_by(column, as_dict=True)
    return {None: measure(frame)} | {int(key[0]): measure(part) for key, part in parts.items()}


def of_hospital(frame: pl.DataFrame, measure: Measure) -> Answer:
    """Return a measure of all rows; it makes no sense for departments."""
    return {None: measure(frame)}


def of_emergency(seen: Seen, frame: pl.DataFrame, measure: Measure) -> Answer:
    """Return a measure of all rows, which are of the emergency department."""
    found = measure(frame)
    department = seen.departments.get("EMED")
    return {None: found} if department is None else {None: found, department: found}


def added(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of a column, 0 without rows."""
    return float(sum(frame[column]))


def ratio(above: float, below: float) -> float | None:
    """Divide; there is no value if there is nothing to divide by."""
    return above / below if below else None


def count_share(condition: pl.Expr) -> Measure:
    """Return a measure: the rows with a condition per 100 rows, and the number of rows."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        return ratio(100 * frame.filter(condition).height, frame.height), frame.height

    return measure


def average(values: pl.Expr) -> Measure:
    """Return a measure: the mean of an expression, and the number of values."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        found = frame.select(value=values)["value"].drop_nulls().to_list()
        return ratio(sum(found), len(found)), len(found)

    return measure


def quantile(values: pl.Expr, share: float) -> Measure:
    """Return a measure: a quantile of an expression, and the number of values.

    It lies on the straight line between the two values beside it.
    """

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        found = frame.select(value=values)["value"].drop_nulls()
        return found.quantile(share, "linear"), found.len()

    return measure


def total(values: pl.Expr) -> Measure:
    """Return a measure: the sum of an expression, and the number of values above zero."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        found = [value for value in frame.select(value=values)["value"] if value]
        return float(sum(found)), len(found)

    return measure
