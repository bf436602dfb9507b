"""KPI histories and pages made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from healthgen_db.briefing.kpi_history import DAYS, KpiHistory
from healthgen_db.briefing.page import (
    PLAN,
    Action,
    Alarm,
    Change,
    Emergency,
    Estimate,
    Figure,
    HourOfArrivals,
    LongStay,
    NursePart,
    Page,
    Status,
    StayNumbers,
    UnitBeds,
)
from healthgen_db.kpis.compute import KpiValue
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import DAY, FOUR_WEEKS, Hospital, Window, midnight, windows

HOSPITAL = Hospital(1, "North <General> | Main", "America/Chicago")
AS_OF = datetime(2026, 6, 30, 7, tzinfo=HOSPITAL.zone)


def kpi(kpi_id: str = "occupancy_pct", **changed: Any) -> Kpi:
    """Return a KPI of which low values are good, amber from 85 and red from 92."""
    fields: dict[str, Any] = {
        "id": kpi_id,
        "topic": "Staff",
        "title": kpi_id.replace("_", " "),
        "query": "",
        "path": Path("x.sql"),
        "query_line": 1,
        "unit": "%",
        "formula": "patients / beds",
        "denominator": "bed hours",
        "source": "AHA",
        "good": "low",
        "reads": (),
        "min_n": 0,
        "amber": 85.0,
        "red": 92.0,
    }
    return Kpi(**fields | changed)


def history(
    values: Mapping[Kpi, Sequence[float | None]],
    four_weeks: Mapping[Kpi, tuple[float | None, float | None]] | None = None,
    *,
    n: int = 100,
) -> KpiHistory:
    """Return a history of 57 days. values: by KPI, of its last days; four_weeks: the last 28 days, and those before."""
    days = list(windows(HOSPITAL, AS_OF, [DAY], number=DAYS))
    weeks = list(windows(HOSPITAL, AS_OF, [FOUR_WEEKS], number=29))[::28]
    found = []
    for each, of_days in values.items():
        for window, value in zip(days[-len(of_days) :], of_days, strict=True):
            found.append(_value(each, window, value, n))
        for window, value in zip(reversed(weeks), (four_weeks or {}).get(each, ()), strict=False):
            found.append(_value(each, window, value, n))
    return KpiHistory(list(values), [*days, *weeks], found)


def _value(each: Kpi, window: Window, value: float | None, n: int) -> KpiValue:
    return KpiValue(each, window, None, None, value, n, hidden=False)


def page() -> Page:
    """Return a page with something in each of its parts."""
    begins = midnight(date(2026, 6, 30), HOSPITAL.zone)
    nurses = (NursePart("day", 4, 5, 1, 0, 2), NursePart("night", 3, 3, 0, 1, 0))
    ward = UnitBeds(
        7, "Medicine | 1", 20, 1, 18, Estimate(6, 4, 8), Estimate(7, 5, 9), -0.01, Estimate(1, -2, 4), nurses
    )
    return Page(
        hospital_id=1,
        hospital=HOSPITAL.name,
        as_of=AS_OF,
        status=Status("amber", date(2026, 6, 27), 3, longer=False, history=((date(2026, 6, 29), "amber"),)),
        summary=(Figure("Amber", "status"), " <now>: ", Figure("18 of 20", "occupancy_pct"), "."),
        changes=(Change("occupancy_pct", "Occupancy", "%", "day", 91.0, 80.0, 4.2, "worse"),),
        alarms=(
            Alarm("occupancy_pct", "Occupancy", "%", "day", 91.0, "amber", date(2026, 6, 27), 3, longer=True),
        ),
        discharges_by=PLAN,
        beds=(ward,),
        all_beds=ward,
        emergency=Emergency(
            9,
            2,
            1,
            1.5,
            tuple(
                HourOfArrivals(begins + timedelta(hours=hour), Estimate(2.5, 1, 4)) for hour in range(7, 24)
            ),
            Estimate(60, 50, 70),
            nurses,
        ),
        stays=(
            LongStay(
                17, "Medicine | 1", "101-A", "Heart <failure>", 120, 90, None, 12, "HIGH", ("age | 84",)
            ),
        ),
        stay_numbers=StayNumbers(4, 1, 1, 12.0, 0, 1),
        actions=(
            Action(
                "surge",
                "Open beds & call.",
                "Bed <manager>",
                (("occupancy", Figure("91 %", "occupancy_pct")),),
            ),
        ),
        rules=19,
        kpis=(kpi(), kpi("status")),
        first_weeks_from=date(2026, 6, 1),
    )
