"""The run of the briefing: from the published dataset of a schema to the page of each hospital."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from healthgen_db.briefing.changes import alarms, changes, status
from healthgen_db.briefing.facts import INTENSIVE, all_parts, fact_values, missing_nurses
from healthgen_db.briefing.forecast.arrivals import HOURS, forecast_arrivals
from healthgen_db.briefing.forecast.beds import BedForecast
from healthgen_db.briefing.forecast.discharges import chances_to_leave
from healthgen_db.briefing.forecast.nurses import expected_census, nurse_parts
from healthgen_db.briefing.kpi_history import STATUS, KpiHistory, read_history
from healthgen_db.briefing.page import (
    COLUMN_KPIS,
    MODEL,
    PLAN,
    Emergency,
    HourOfArrivals,
    NursePart,
    Page,
    UnitBeds,
)
from healthgen_db.briefing.predictions import Predictions, predictions_at
from healthgen_db.briefing.queries import HospitalMoment, Row
from healthgen_db.briefing.rules import ActionRule, fired, read_rules
from healthgen_db.briefing.stays import long_stays
from healthgen_db.briefing.summary import summary
from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.kpis.kpi_files import Kpi, read_kpis
from healthgen_db.kpis.windows import as_of_moment
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.snapshots import shared_snapshot
from healthgen_db.progress import Progress

APPLICATION_NAME = "healthgen briefing"
ALL = "all"
# Courses under way on the first day of a dataset have their first visit in these weeks.
FIRST_WEEKS = timedelta(weeks=10)


@dataclass(frozen=True)
class Briefing:
    """The pages of a run, and what its user should know about them."""

    pages: tuple[Page, ...]
    notes: tuple[str, ...]


def run_briefing(
    dsn: str,
    schema: str,
    progress: Progress,
    *,
    hospital: str | None = None,
    as_of: str | None = None,
    kpis: Sequence[Kpi] | None = None,
) -> Briefing:
    """Return the page of a hospital, or those of all.

    hospital: number of a hospital, a part of its name, or "all"; None: the largest one
    as_of: date or timestamp, see as_of_moment(); None: the end of the dataset's today
    kpis: by default all shipped ones; rules that ask for another KPI do not fire

    Raises ConfigError for a wrong hospital or moment, RuleFileError for a file that cannot be used, WarehouseError if
    there is no dataset or the server fails.
    """
    shipped = read_kpis()
    chosen = shipped if kpis is None else kpis
    rules = read_rules([each.id for each in shipped])
    pages, notes = [], []
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="read"),
    ):
        dataset = require_dataset(connection, schema)
        found = hospitals_at_work(connection, None if hospital == ALL else hospital)
        if hospital is None and len(found) > 1:
            notes.append(
                f"the page is about {found[0].name}, the largest of {len(found)} hospitals; see --hospital"
            )
            found = found[:1]
        for each in found:
            at = as_of_moment(as_of, each, start=dataset.start, today=dataset.today)
            moment = HospitalMoment(connection, each, at, dsn=dsn, schema=schema)
            predictions = predictions_at(moment, progress)
            notes += predictions.notes
            with shared_snapshot(connection) as snapshot:
                history = read_history(moment, dataset, chosen, snapshot, progress)
                with progress.phase("forecasts"):
                    pages.append(_page(moment, history, predictions, rules, dataset.start))
    return Briefing(tuple(pages), tuple(dict.fromkeys(notes)))


def _page(
    moment: HospitalMoment,
    history: KpiHistory,
    predictions: Predictions,
    rules: Sequence[ActionRule],
    start: date,
) -> Page:
    units, inpatients = moment.rows("units"), moment.rows("inpatients")
    predicted = predictions.by_encounter or {}
    chances = chances_to_leave(inpatients, moment.rows("plan_shares"), predicted)
    by_unit: dict[int, list[float]] = defaultdict(list)
    for row in inpatients:
        by_unit[row["unit_id"]].append(chances[row["encounter_id"]])
    beds, all_beds = _beds(moment, units, by_unit)
    emergency = _emergency(moment, units)
    stays, stay_numbers = long_stays(moment.as_of, inpatients, predicted)
    intensive = {row["unit_id"] for row in units if row["care_level"] == INTENSIVE}
    facts = fact_values(beds, all_beds, emergency, stay_numbers, intensive=intensive)
    found_alarms, found_status, found_changes = alarms(history), status(history), changes(history)
    actions = fired(rules, history, facts)
    linked = {STATUS, *COLUMN_KPIS.values()}
    linked |= {each.kpi_id for each in found_alarms} | {each.kpi_id for each in found_changes}
    linked |= {figure.kpi_id for action in actions for _, figure in action.because}
    return Page(
        hospital_id=moment.hospital.hospital_id,
        hospital=moment.hospital.name,
        as_of=moment.as_of,
        status=found_status,
        summary=summary(
            moment.as_of,
            found_status,
            all_beds,
            emergency=emergency,
            alarms=found_alarms,
            missing=missing_nurses(all_parts(beds, emergency)),
        ),
        changes=found_changes,
        alarms=found_alarms,
        discharges_by=PLAN if predictions.by_encounter is None else MODEL,
        beds=beds,
        all_beds=all_beds,
        emergency=emergency,
        stays=stays,
        stay_numbers=stay_numbers,
        actions=actions,
        rules=len(rules),
        kpis=tuple(each for each in history.kpis.values() if each.id in linked),
        first_weeks_from=start if moment.as_of.date() < start + FIRST_WEEKS else None,
    )


def _beds(
    moment: HospitalMoment, units: Sequence[Row], chances: Mapping[int, Sequence[float]]
) -> tuple[tuple[UnitBeds, ...], UnitBeds]:
    """Return the wards with their nurses, and all wards together."""
    forecast = BedForecast(units, moment.rows("flows"), moment.rows("booked"))
    wards = {each.unit_id: each for each in forecast.beds(chances, {})}
    per_nurse = {row["unit_id"]: row["patients_per_nurse"] for row in units}
    nurses: dict[int, tuple[NursePart, ...]] = {}
    shifts = _shifts(moment)
    for unit, ward in wards.items():
        assert unit is not None  # noqa: S101 - only all wards together have none
        # Patients who find no bed here go to another ward.
        tomorrow = min(ward.staffed - ward.free.mean, ward.staffed)
        census = expected_census(ward.patients, tomorrow)
        nurses[unit] = nurse_parts(moment.as_of, shifts[unit], census, per_nurse[unit])
    beds = forecast.beds(chances, nurses)
    return beds, forecast.all_beds(beds, chances)


def _emergency(moment: HospitalMoment, units: Sequence[Row]) -> Emergency:
    now, hours = moment.rows("emergency")[0], moment.rows("arrivals")
    past, ahead = hours[:-HOURS], hours[-HOURS:]
    forecast = forecast_arrivals(
        *(np.array([row[name] for row in past]) for name in ("arrivals", "weekday", "hour")),
        next_weekday=np.array([row["weekday"] for row in ahead]),
        next_hour=np.array([row["hour"] for row in ahead]),
    )
    nurses: tuple[NursePart, ...] = ()
    usual = moment.rows("usual_census")
    for row in units:
        if row["care_level"] == "emergency" and usual:
            census = [each["patients"] for each in usual if each["unit_id"] == row["unit_id"]]
            nurses += nurse_parts(
                moment.as_of, _shifts(moment)[row["unit_id"]], census, row["patients_per_nurse"]
            )
    return Emergency(
        now["patients"],
        now["unseen"],
        now["boarders"],
        now["longest_boarding_hours"],
        tuple(
            HourOfArrivals(row["began_at"].astimezone(moment.hospital.zone), each)
            for row, each in zip(ahead, forecast.hours, strict=True)
        ),
        forecast.total,
        nurses,
    )


def _shifts(moment: HospitalMoment) -> Mapping[int, list[Row]]:
    by_unit: dict[int, list[Row]] = defaultdict(list)
    for row in moment.rows("nurses"):
        by_unit[row["unit_id"]].append(row)
    return by_unit
