"""Stays to act on: patients who stay longer than expected, who are ready and have not left, or who have an alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from healthgen_db.briefing.forecast.discharges import Prediction
from healthgen_db.briefing.page import LongStay, StayNumbers
from healthgen_db.briefing.queries import Row
from healthgen_db.models.length_of_stay.alerts import CRITICAL, HIGH

LONG_HOURS = 96
MOST_STAYS = 10
SECONDS_OF_HOUR = 3600
# The hour of the day that is expected: most patients leave before it.
EXPECTED_BY = time(18)
LEVELS = (CRITICAL, HIGH, None)


def long_stays(
    as_of: datetime, inpatients: Sequence[Row], predictions: Mapping[int, Prediction]
) -> tuple[tuple[LongStay, ...], StayNumbers]:
    """Return the stays to act on, at most ten and the most urgent first, and the numbers behind them.

    as_of: in local time; inpatients: rows of the query of this name; predictions: by encounter_id
    """
    stays = [_stay(as_of, row, predictions.get(row["encounter_id"])) for row in inpatients]
    to_act = [
        each for each in stays if _beyond(each) or each.ready_hours is not None or each.alert is not None
    ]
    ranked = sorted(to_act, key=_rank)
    numbers = StayNumbers(
        over_96_hours=sum(each.hours > LONG_HOURS for each in stays),
        beyond_expected=sum(_beyond(each) for each in stays),
        ready=sum(each.ready_hours is not None for each in stays),
        longest_ready_hours=max(
            (each.ready_hours for each in stays if each.ready_hours is not None), default=None
        ),
        critical=sum(each.alert == CRITICAL for each in stays),
        high=sum(each.alert == HIGH for each in stays),
    )
    return tuple(ranked[:MOST_STAYS]), numbers


def _stay(as_of: datetime, row: Row, prediction: Prediction | None) -> LongStay:
    return LongStay(
        row["encounter_id"],
        row["unit"],
        row["bed"],
        row["condition"],
        row["hours"],
        _planned_hours(as_of, row),
        None if prediction is None else prediction.p50_hours,
        row["ready_hours"],
        None if prediction is None else prediction.alert,
        () if prediction is None else prediction.reasons,
    )


def _planned_hours(as_of: datetime, row: Row) -> float | None:
    """Return how long the stay lasts if the patient leaves on the day that the team named; None without a day."""
    if row["expected_on"] is None:
        return None
    leaves = datetime.combine(row["expected_on"], EXPECTED_BY, as_of.tzinfo)
    # Timestamps, because the difference of two local times ignores that clocks change.
    hours: float = (leaves.timestamp() - row["admitted_at"].timestamp()) / SECONDS_OF_HOUR
    return max(hours, 0.0)


def _beyond(stay: LongStay) -> bool:
    """Return whether a long stay lasts longer than the team expected."""
    return stay.hours > LONG_HOURS and stay.planned_hours is not None and stay.hours > stay.planned_hours


def _rank(stay: LongStay) -> tuple[float, int, float, int]:
    """Return what sorts the stays: the most hours that could be saved first, then alerts, then the longest."""
    beyond = stay.hours - (stay.planned_hours or 0.0) if _beyond(stay) else 0.0
    saved = max(stay.ready_hours or 0.0, beyond)
    return -saved, LEVELS.index(stay.alert), -stay.hours, stay.encounter_id
