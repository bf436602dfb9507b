"""The KPI values of a hospital that the page needs: the last 57 days, the last 28 days, and the 28 days before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from healthgen_db.briefing.queries import HospitalMoment
from healthgen_db.history.datasets import Dataset
from healthgen_db.kpis.compute import KpiValue, compute
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import DAY, FOUR_WEEKS, Window, recorded, windows
from healthgen_db.progress import Progress
from healthgen_db.schema.tables.decisions import COLORS

SHOWN_DAYS, FOUR_WEEKS_DAYS = 56, 28
DAYS = SHOWN_DAYS + 1
STATUS = "status"
LEVELS = {color: level for level, color in enumerate(COLORS)}


@dataclass(frozen=True)
class Streak:
    """Consecutive days of some colors, up to the last day."""

    since: date
    days: int
    longer: bool
    """Whether it may have begun before the first of the days that are known."""


class KpiHistory:
    """Values of a hospital by KPI and window.

    days: the last closed days, oldest first, at most 57
    four_weeks: the last 28 days, and the 28 days before them, where the dataset has them
    """

    def __init__(
        self, kpis: Sequence[Kpi], hospital_windows: Sequence[Window], values: Sequence[KpiValue]
    ) -> None:
        self.kpis = {each.id: each for each in kpis}
        self.days = [each for each in hospital_windows if each.kind == DAY]
        self.four_weeks = [each for each in hospital_windows if each.kind == FOUR_WEEKS][::-1]
        self._values: dict[str, dict[Window, KpiValue]] = defaultdict(dict)
        for each in values:
            if each.department_id is None:
                self._values[each.kpi.id][each.window] = each

    def value(self, kpi_id: str, window: Window | None) -> KpiValue | None:
        """Return the value for a window; None if there is no such window."""
        return None if window is None else self._values[kpi_id].get(window)

    def last_day(self, kpi_id: str) -> KpiValue | None:
        """Return the value of the last closed day."""
        return self.value(kpi_id, self.days[-1] if self.days else None)

    def last_four_weeks(self, kpi_id: str) -> KpiValue | None:
        """Return the value of the last 28 closed days."""
        return self.value(kpi_id, self.four_weeks[0] if self.four_weeks else None)

    def daily(self, kpi_id: str) -> list[tuple[date, float | None]]:
        """Return the local days with their values, oldest first."""
        return [(each.began_at.date(), _value(self.value(kpi_id, each))) for each in self.days]

    def colors(self, kpi_id: str) -> list[tuple[date, str | None]]:
        """Return the last 56 local days with their colors, oldest first."""
        found = []
        for window in self.days[-SHOWN_DAYS:]:
            value = self.value(kpi_id, window)
            found.append((window.began_at.date(), None if value is None else value.color))
        return found

    def streak(self, kpi_id: str, colors: set[str]) -> Streak | None:
        """Return the consecutive days up to the last one on which a KPI had one of these colors; None without any.

        A day without a color, because its value rests on too few patients, does not end them.
        """
        days = self.colors(kpi_id)
        since, longer = None, True
        for day, color in reversed(days):
            if color is not None and color not in colors:
                longer = False
                break
            if color in colors:
                since = day
        return None if since is None else Streak(since, (days[-1][0] - since).days + 1, longer)


def read_history(
    moment: HospitalMoment, dataset: Dataset, kpis: Sequence[Kpi], snapshot: str, progress: Progress
) -> KpiHistory:
    """Compute the KPI values that the page of a hospital needs. snapshot: of the session of the moment."""
    hospital, as_of = moment.hospital, moment.as_of
    chosen = [
        *windows(hospital, as_of, [DAY], number=DAYS),
        *list(windows(hospital, as_of, [FOUR_WEEKS], number=FOUR_WEEKS_DAYS + 1))[::FOUR_WEEKS_DAYS],
    ]
    known = recorded(chosen, dataset.start)
    values = compute(moment.dsn, moment.schema, snapshot, kpis, known, progress=progress)
    return KpiHistory(kpis, known, values)


def _value(value: KpiValue | None) -> float | None:
    return None if value is None else value.value
