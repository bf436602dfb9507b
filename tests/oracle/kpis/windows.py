"""A window: a hospital and two moments, and what columns of times mean within it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

__all__ = ["HOUR", "Window", "hours_between"]

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def hours_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Return the hours from one time to another."""
    return (last - first).dt.total_microseconds() / 3_600_000_000


@dataclass(frozen=True)
class Window:
    """The time from began_at until just before ended_at at a hospital. Both are in UTC."""

    hospital_id: int
    time_zone: str
    began_at: datetime
    ended_at: datetime

    def __str__(self) -> str:
        """Return hospital and times, as the clocks there show them."""
        zone = ZoneInfo(self.time_zone)
        return f"{self.hospital_id} {self.began_at.astimezone(zone)} to {self.ended_at.astimezone(zone)}"

    @property
    def hours(self) -> float:
        """Its length: 23 on the day on which summer time begins."""
        return (self.ended_at - self.began_at) / HOUR

    @property
    def days(self) -> float:
        """Its length in days of 24 hours."""
        return self.hours / 24

    @property
    def first_day(self) -> date:
        """The local date on which it begins."""
        return self.began_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def last_day(self) -> date:
        """The local date of its last instant."""
        return (self.ended_at - INSTANT).astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def local_days(self) -> list[date]:
        """The local dates that it touches."""
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]

    @property
    def ended_days(self) -> list[date]:
        """The local dates from its first one that had ended by its end."""
        return [
            day for day in self.local_days if day < self.ended_at.astimezone(ZoneInfo(self.time_zone)).date()
        ]

    def has(self, column: str) -> pl.Expr:
        """Say whether a time lies in the window."""
        return self.between(column, timedelta())

    def between(self, column: str, earlier: timedelta) -> pl.Expr:
        """Say whether a time lies in the window moved back by so much."""
        moment = pl.col(column)
        return (moment >= self.began_at - earlier) & (moment < self.ended_at - earlier)

    def before(self, column: str, days: int) -> pl.Expr:
        """Say whether a time lies in the so many days of 24 hours before the window."""
        moment = pl.col(column)
        return (moment >= self.began_at - timedelta(days=days)) & (moment < self.began_at)

    def overlap(self, began: str, ended: str) -> pl.Expr:
        """Return the hours from one time to the other that lie in the window. No end: it lasts."""
        first = pl.max_horizontal(pl.col(began), pl.lit(self.began_at))
        last = pl.min_horizontal(pl.col(ended).fill_null(self.ended_at), pl.lit(self.ended_at))
        return hours_between(first, last).clip(lower_bound=0)

    def local(self, column: str) -> pl.Expr:
        """Return a time as the clocks of the hospital show it."""
        return pl.col(column).dt.convert_time_zone(self.time_zone)

    def local_hour(self, column: str) -> pl.Expr:
        """Return the hour on the clocks of the hospital, 0 to 23."""
        return self.local(column).dt.hour().cast(pl.Int64)
