"""Which KPIs have changed, which are red or amber since when, and the status of the hospital.

A change is judged by a robust score. The last day is compared with the same weekdays of the 8 weeks before it: its
distance from their median, divided by the median absolute deviation of all these days from the medians of their
weekdays (times 1.4826, which makes it the standard deviation of normal values). The mean of the last 28 days is
compared with the mean of the 28 days before them: the difference is divided by its standard error, which is corrected
for autocorrelation, because a day is often like the day before. A change is shown from a score of 3 on, if the value
differs by at least 10 % from what is usual, and is written differently. How good the log of events is does not count
as news.
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from statistics import median

import numpy as np

from healthgen_db.briefing.kpi_history import FOUR_WEEKS_DAYS, SHOWN_DAYS, STATUS, KpiHistory
from healthgen_db.briefing.numbers import number
from healthgen_db.briefing.page import Alarm, Change, Status
from healthgen_db.kpis.compute import KpiValue
from healthgen_db.kpis.kpi_files import AMBER, RED, Kpi
from healthgen_db.kpis.windows import DAY, FOUR_WEEKS

MOST_CHANGES = 5
NO_NEWS = (STATUS, "events_late_pct", "events_cancelled_pct")
LEAST_SCORE, LEAST_SHARE = 3.0, 0.1
LEAST_N = 20
# Days with a value that a comparison needs, and days of the same weekday.
LEAST_DAYS, LEAST_WEEKDAYS = 28, 4
# The median absolute deviation, times this, is the standard deviation of normal values.
NORMAL = 1.4826
MOST_CORRELATION = 0.95
Days = list[tuple[date, float]]


def changes(history: KpiHistory) -> tuple[Change, ...]:
    """Return the KPIs that differ most from their own past, at most five, the greatest score first."""
    found = []
    for kpi in history.kpis.values():
        if kpi.id not in NO_NEWS:
            both = (day_change(history, kpi), four_weeks_change(history, kpi))
            found += sorted((each for each in both if each is not None), key=_size)[-1:]
    worth = [
        each for each in found if _size(each) >= LEAST_SCORE and _share(each) >= LEAST_SHARE and _seen(each)
    ]
    return tuple(sorted(worth, key=_size, reverse=True)[:MOST_CHANGES])


def day_change(history: KpiHistory, kpi: Kpi) -> Change | None:
    """Return how the last day differs from the same weekdays before it; None if too little is known."""
    last, days = history.last_day(kpi.id), _known(history, kpi)
    if not _enough(last):
        return None
    past = days[-SHOWN_DAYS - 1 : -1]
    same = [value for day, value in past if day.weekday() == days[-1][0].weekday()]
    spread = _spread(past)
    if spread is None or len(same) < LEAST_WEEKDAYS:
        return None
    value, usual = days[-1][1], median(same)
    return _change(kpi, DAY, (value, usual), (value - usual) / spread)


def four_weeks_change(history: KpiHistory, kpi: Kpi) -> Change | None:
    """Return how the last 28 days differ from the 28 days before them; None if too little is known."""
    values = [history.value(kpi.id, each) for each in history.four_weeks]
    days = _known(history, kpi)[-2 * FOUR_WEEKS_DAYS :]
    spread = _spread(days)
    if len(values) < 2 or not all(_enough(each) for each in values) or spread is None:
        return None
    now, before = (each.value for each in values if each is not None and each.value is not None)
    middle = history.four_weeks[0].began_at.date()
    late = [value for day, value in days if day >= middle]
    early = [value for day, value in days if day < middle]
    if min(len(late), len(early)) < LEAST_DAYS // 2:
        return None
    # A value of 28 days may be a sum, which cannot be compared with the spread of days. So the score is that of means.
    error = spread * sqrt(1 / len(late) + 1 / len(early)) * _inflation(days)
    score = (sum(late) / len(late) - sum(early) / len(early)) / error
    # A ratio of sums may go up while the mean of its days goes down. Then no change is shown.
    return _change(kpi, FOUR_WEEKS, (now, before), score) if score * (now - before) > 0 else None


def alarms(history: KpiHistory) -> tuple[Alarm, ...]:
    """Return the KPIs that were red or amber on the last day: red ones first, then those that are so for longest.

    A KPI whose last day rests on too few patients is judged by the last 28 days.
    """
    found = []
    for kpi in history.kpis.values():
        if kpi.id == STATUS or kpi.amber is None:
            continue
        last, streak = history.last_day(kpi.id), history.streak(kpi.id, {AMBER, RED})
        window = DAY
        if last is None or last.value is None:
            last, streak, window = history.last_four_weeks(kpi.id), None, FOUR_WEEKS
        if last is None or last.value is None or last.color not in {AMBER, RED}:
            continue
        found.append(
            Alarm(
                kpi.id,
                kpi.title,
                kpi.unit,
                window,
                last.value,
                str(last.color),
                None if streak is None else streak.since,
                0 if streak is None else streak.days,
                longer=streak is not None and streak.longer,
            )
        )
    return tuple(sorted(found, key=lambda each: (each.color != RED, -each.days, each.kpi_id)))


def status(history: KpiHistory) -> Status:
    """Return the status of the hospital on the last day, and since when it has been so."""
    colors = history.colors(STATUS) if STATUS in history.kpis else []
    level = colors[-1][1] if colors else None
    streak = None if level is None else history.streak(STATUS, {level})
    if streak is None:
        return Status(level, None, 0, longer=False, history=tuple(colors))
    return Status(level, streak.since, streak.days, streak.longer, tuple(colors))


def _known(history: KpiHistory, kpi: Kpi) -> Days:
    return [(day, value) for day, value in history.daily(kpi.id) if value is not None]


def _enough(value: KpiValue | None) -> bool:
    return value is not None and value.value is not None and value.n >= LEAST_N


def _residuals(days: Days) -> list[float]:
    """Return how far each day is from the median of its weekday."""
    by_weekday: dict[int, list[float]] = {}
    for day, value in days:
        by_weekday.setdefault(day.weekday(), []).append(value)
    usual = {weekday: median(values) for weekday, values in by_weekday.items()}
    return [value - usual[day.weekday()] for day, value in days]


def _spread(days: Days) -> float | None:
    """Return the robust standard deviation of days around their weekday; None if they are too few or all the same."""
    if len(days) < LEAST_DAYS:
        return None
    residuals = _residuals(days)
    # With small counts, more than half of the days may be the same, and the median absolute deviation is 0. Then the
    # ordinary standard deviation is used.
    found = NORMAL * median(map(abs, residuals)) or sqrt(sum(each**2 for each in residuals) / len(residuals))
    return found or None


def _inflation(days: Days) -> float:
    """Return how many times larger the standard error of a mean is than for independent days (autocorrelation)."""
    residuals = np.array(_residuals(days))
    squares = float((residuals**2).sum())
    correlation = float((residuals[1:] * residuals[:-1]).sum()) / squares if squares else 0.0
    correlation = min(max(correlation, 0.0), MOST_CORRELATION)
    return sqrt((1 + correlation) / (1 - correlation))


def _change(kpi: Kpi, window: str, values: tuple[float, float], score: float) -> Change:
    """Return a change. values: now, and usual."""
    direction = "better" if (score > 0) == (kpi.good == "high") else "worse"
    judgement = "neither" if kpi.good == "none" else direction
    return Change(kpi.id, kpi.title, kpi.unit, window, *values, score, judgement)


def _size(change: Change) -> float:
    return abs(change.score)


def _seen(change: Change) -> bool:
    """Return whether the page shows two different numbers."""
    return number(change.value, change.unit) != number(change.usual, change.unit)


def _share(change: Change) -> float:
    return abs(change.value - change.usual) / abs(change.usual) if change.usual else 1.0
