"""The beds of each ward in 24 hours: patients now, less those who leave, and those who come.

The patients who are booked are expected to come, and as many others as on the same days of the week in the last 8
weeks. If more patients than usual wait in the emergency department for a bed of the ward, they are added. Patients who
come and leave again within the 24 hours are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from healthgen_db.briefing.forecast.intervals import count_interval, interval_of, leaving_probabilities
from healthgen_db.briefing.page import Estimate, NursePart, UnitBeds
from healthgen_db.briefing.queries import Row
from healthgen_db.world.draws import Floats

DAYS, WEEK = 56, 7
# 80 % of a normal distribution lies within so many standard deviations of its mean.
DEVIATIONS = 1.2816
ALL_WARDS = "All wards"
# Of the patients who usually come to a ward, at least this share is expected. [A]
LEAST_SHARE_OF_USUAL = 0.8


class BedForecast:
    """The wards of a hospital: units, flows, booked are rows of the queries of these names."""

    def __init__(self, units: Sequence[Row], flows: Sequence[Row], booked: Sequence[Row]) -> None:
        self.wards = [row for row in units if row["care_level"] != "emergency"]
        self.flows: dict[tuple[int, str], Floats] = defaultdict(lambda: np.zeros(DAYS))
        for row in flows:
            if 1 <= row["days_ago"] <= DAYS:
                patients = row["staying"] if row["kind"] == "new" else row["patients"]
                self.flows[row["unit_id"], row["kind"]][DAYS - row["days_ago"]] += patients
        self.booked = _booked_by_unit(booked, flows)
        new = sum((self.flows[row["unit_id"], "new"] for row in self.wards), np.zeros(DAYS))
        # The first of the 56 days began at the same hour of the week as the next 24 hours.
        self.weekday = float(new[::WEEK].mean() / new.mean()) if new.any() else 1.0
        self.dispersion = _dispersion(new)

    def beds(
        self, chances: Mapping[int, Sequence[float]], nurses: Mapping[int, tuple[NursePart, ...]]
    ) -> tuple[UnitBeds, ...]:
        """Return the wards in the order of their numbers.

        chances: of the patients of each ward to leave the hospital within 24 hours; nurses: by unit_id
        """
        return tuple(
            self._ward(row, chances.get(row["unit_id"], ()), nurses.get(row["unit_id"], ()))
            for row in self.wards
        )

    def all_beds(self, wards: Sequence[UnitBeds], chances: Mapping[int, Sequence[float]]) -> UnitBeds:
        """Return all wards together."""
        everybody = [chance for each in chances.values() for chance in each]
        leaving = _leaving(everybody)
        coming = sum(each.coming.mean for each in wards)
        new = max(coming - sum(self.booked.values()), 0.0)
        staffed, patients = sum(each.staffed for each in wards), sum(each.patients for each in wards)
        spread = new + self.dispersion * new**2
        return UnitBeds(
            None,
            ALL_WARDS,
            staffed,
            sum(each.not_free for each in wards),
            patients,
            leaving,
            _counted(coming, spread),
            0.0,
            _around(staffed - patients + leaving.mean - coming, _variance(everybody) + spread),
            (),
        )

    def _ward(self, row: Row, chances: Sequence[float], nurses: tuple[NursePart, ...]) -> UnitBeds:
        unit = row["unit_id"]
        leaving, new = _leaving(chances), self._new(row)
        coming = new + self.booked.get(unit, 0.0)
        moved_in, moved_out = (float(self.flows[unit, kind].mean()) for kind in ("in", "out"))
        free = row["staffed"] - row["patients"] + leaving.mean - coming - (moved_in - moved_out)
        return UnitBeds(
            unit,
            row["name"],
            row["staffed"],
            row["not_free"],
            row["patients"],
            leaving,
            _counted(coming, new),
            moved_in - moved_out,
            _around(free, _variance(chances) + new + moved_in + moved_out),
            nurses,
        )

    def _new(self, row: Row) -> float:
        """Return how many patients come who are not booked."""
        usual = float(self.flows[row["unit_id"], "new"].mean()) * self.weekday
        more_waiting = float(row["boarders"] - row["usual_boarders"])
        # When crowding ends, fewer wait than in the weeks before, and as many as before come.
        return max(usual + more_waiting, LEAST_SHARE_OF_USUAL * usual)


def _booked_by_unit(booked: Sequence[Row], flows: Sequence[Row]) -> dict[int, float]:
    """Return the patients booked for the next 24 hours by ward.

    Earlier booked patients of the same service say which share goes to which ward.
    """
    before: dict[str, int] = defaultdict(int)
    staying: dict[tuple[str, int], int] = defaultdict(int)
    for row in flows:
        if row["kind"] == "booked":
            before[row["service"]] += row["patients"]
            staying[row["service"], row["unit_id"]] += row["staying"]
    found: dict[int, float] = defaultdict(float)
    for row in booked:
        patients = row["patients"] * (row["share"] if row["tomorrow"] else 1.0)
        for (service, unit), number in staying.items():
            if service == row["service"]:
                found[unit] += patients * number / before[service]
    return found


def _leaving(chances: Sequence[float]) -> Estimate:
    return Estimate(float(sum(chances)), *interval_of(leaving_probabilities(chances)))


def _variance(chances: Sequence[float]) -> float:
    return float(sum(chance * (1 - chance) for chance in chances))


def _dispersion(days: Floats) -> float:
    """Return by how much the variance of daily counts is above that of Poisson counts, as a multiple of mean**2.

    Weekdays are compared with the same weekdays only.
    """
    weeks, mean = days.reshape(-1, WEEK), float(days.mean())
    variance = float(((weeks - weeks.mean(axis=0)) ** 2).sum()) / (days.size - WEEK)
    return max(variance - mean, 0.0) / mean**2 if mean else 0.0


def _counted(mean: float, variance: float) -> Estimate:
    """Return the interval of a count. Its variance may be below the mean: patients who are booked add none."""
    return Estimate(mean, *count_interval(mean, max(variance - mean, 0.0) / mean**2 if mean else 0.0))


def _around(mean: float, variance: float) -> Estimate:
    half = DEVIATIONS * variance**0.5
    return Estimate(mean, round(mean - half), round(mean + half))
