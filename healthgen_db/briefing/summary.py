"""The sentence that says what matters, built from the facts of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from healthgen_db.briefing.forecast.nurses import DAY, NIGHT
from healthgen_db.briefing.numbers import counted, number, weekday_and_date, whole
from healthgen_db.briefing.page import Alarm, Emergency, Figure, Sentence, Status, UnitBeds
from healthgen_db.kpis.kpi_files import RED

PARTS = {DAY: "by day", NIGHT: "at night"}


def summary(
    as_of: datetime,
    status: Status,
    all_beds: UnitBeds,
    *,
    emergency: Emergency,
    alarms: Sequence[Alarm],
    missing: Mapping[str, int],
) -> Sentence:
    """Return the sentence: status, beds now and tomorrow, and then what presses, if anything does.

    missing: nurses missing by part of the day
    """
    return (*_status(status), *_beds(as_of, all_beds), *_pressing(emergency, alarms, missing), ".")


def _status(status: Status) -> Sentence:
    if status.level is None:
        return ("The status is not known, as too few patients stand behind it: ",)
    words: Sentence = (Figure(status.level.capitalize(), "status"),)
    if status.longer:
        return (*words, f" for at least {status.days} days: ")
    return (*words, "" if status.since is None else f" since {weekday_and_date(status.since)}", ": ")


def _beds(as_of: datetime, beds: UnitBeds) -> Sentence:
    leaving = f"{whole(beds.leaving.mean)} ({beds.leaving.low} to {beds.leaving.high})"
    now = (
        Figure(f"{beds.patients} of {beds.staffed}", "occupancy_pct"),
        " staffed beds are taken, and by ",
        f"{as_of:%H:%M} tomorrow ",
        Figure(leaving, "discharge_forecast_error_pct"),
        " patients are expected to leave and ",
        Figure(whole(beds.coming.mean), "admissions_per_day"),
        " to come, ",
    )
    free = round(beds.free.mean)
    if free > 0:
        return (*now, "which leaves ", Figure(counted(free, "bed", "beds"), "occupancy_pct"), " free")
    if free == 0:
        return (*now, "which leaves ", Figure("no bed", "occupancy_pct"), " free")
    return (*now, "which is ", Figure(counted(-free, "bed", "beds"), "occupancy_pct"), " too few")


def _pressing(emergency: Emergency, alarms: Sequence[Alarm], missing: Mapping[str, int]) -> Sentence:
    """Return the clauses for patients who wait for a bed, for nurses, and for the worst KPI that is red."""
    found: list[Sentence] = []
    if emergency.boarders:
        patients = counted(emergency.boarders, "patient waits", "patients wait")
        found.append((Figure(patients, "boarding_hours"), " in the emergency department for a bed"))
    part = max(missing, key=lambda each: missing[each], default=None)
    if part is not None and missing[part]:
        nurses = counted(missing[part], "nurse is", "nurses are")
        found.append((Figure(nurses, "nurse_ratio_compliance_pct"), f" missing {PARTS[part]}"))
    red = next((each for each in alarms if each.color == RED), None)
    if red is not None:
        days = f", red or amber for {counted(red.days, 'day', 'days')}" if red.days > 1 else ""
        found.append((f"“{red.title}” is red (", Figure(number(red.value, red.unit), red.kpi_id), f"{days})"))
    words: Sentence = ()
    for clause in found:
        words = (*words, "; ", *clause)
    return words
