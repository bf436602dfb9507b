"""Counts: percentiles and sums of values of which queries return how often each one occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from healthgen_db.report.content import Row, Rows


class Counts:
    """Values with how often each occurs. None as a value stands for one that is not known yet, and larger than all."""

    def __init__(self, pairs: Iterable[tuple[float | None, int]]) -> None:
        """Keep the values in order. pairs: values, each with its number; a value may come several times."""
        known = [(float(value), number) for value, number in pairs if value is not None]
        self._ordered = sorted(known)
        self.known = sum(number for _, number in self._ordered)

    def at(self, share: float) -> float:
        """Return the smallest value that at least this share of the known values do not exceed."""
        passed = 0
        for value, number in self._ordered:
            passed += number
            if passed >= share * self.known:
                return value
        raise ValueError("there are no values")

    def mean(self) -> float:
        """Return the mean of the known values."""
        return sum(value * number for value, number in self._ordered) / self.known


def grouped(rows: Rows, *keys: str) -> dict[tuple[Any, ...], Rows]:
    """Return rows by the values of some columns, in the order in which these come first."""
    found: dict[tuple[Any, ...], Rows] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


def added(rows: Rows, by: Sequence[str], values: Sequence[str]) -> Rows:
    """Return one row for each group of rows, with the sums of some columns."""
    return [
        dict(zip(by, group, strict=True)) | {value: total(members, value) for value in values}
        for group, members in grouped(rows, *by).items()
    ]


def total(rows: Iterable[Row], value: str) -> Any:  # noqa: ANN401 - whole or not, as the column is
    """Return the sum of a column."""
    return sum(row[value] for row in rows)
