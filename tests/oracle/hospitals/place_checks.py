"""Checks of beds, stations, rooms and units: one patient in each, the right patients, the right numbers."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from itertools import combinations, pairwise
from typing import Any

from .registry import check
from .rows import Row, Tables, before

HOUR = 3600


def second_of_overlapping(rows: Iterable[Row], begin: str, end: str, *ties: str) -> Iterator[Row]:
    """Yield each row that begins while another one of the group, which begins earlier, has not ended."""
    ordered = sorted(
        (row for row in rows if row[begin] is not None),
        # A missing end is after all others, as in SQL.
        key=lambda row: (row[begin], *((row[tie] is None, row[tie] or row[begin]) for tie in ties)),
    )
    found: dict[int, Row] = {}
    for first, second in combinations(ordered, 2):
        if first[end] is None or second[begin] < first[end]:
            found[id(second)] = second
    yield from found.values()


# Hospitals with so many beds have rows for their hours.
FEWEST_BEDS = 25


@check
def bed_used_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: One patient in a bed at a time."""
    for stays in tables.groups("bed_stays", "bed_id").values():
        for row in second_of_overlapping(stays, "entered_at", "left_at", "encounter_id", "sequence"):
            yield row["encounter_id"], row["sequence"]


@check
def station_used_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: One patient at a station at a time."""
    for stays in tables.groups("ed_stays", "station_id").values():
        for row in second_of_overlapping(stays, "roomed_at", "departed_at", "encounter_id"):
            yield (row["encounter_id"],)


@check
def operating_room_used_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: One surgery in a room at a time."""
    for surgeries in tables.groups("surgeries", "room_id").values():
        for row in second_of_overlapping(surgeries, "started_at", "ended_at", "encounter_id", "sequence"):
            yield row["encounter_id"], row["sequence"]


@check
def bed_in_two_states(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A bed is occupied or dirty or cleaned or blocked."""
    states: dict[int, list[Row]] = defaultdict(list)
    for row in tables["bed_stays"]:
        states[row["bed_id"]].append(
            {"began_at": row["entered_at"], "ended_at": row["left_at"], "status": "occupied"}
        )
    for row in tables["bed_status_periods"]:
        states[row["bed_id"]].append(row)
    for bed, rows in states.items():
        for row in second_of_overlapping(rows, "began_at", "ended_at", "status", "ended_at"):
            yield bed, row["began_at"]


@check
def patient_in_two_encounters(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A patient is in one encounter at a time."""
    for encounters in tables.groups("encounters", "patient_id").values():
        for row in second_of_overlapping(encounters, "registered_at", "left_at", "encounter_id"):
            yield (row["encounter_id"],)


@check
def patient_in_two_beds(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Beds of a stay are numbered from 1, and each begins when the one before has ended."""
    for stays in tables.groups("bed_stays", "encounter_id").values():
        ordered = sorted(stays, key=lambda row: int(row["sequence"]))
        for number, (row, previous) in enumerate(zip(ordered, [None, *ordered], strict=False), 1):
            late = previous is not None and (
                previous["left_at"] is None or row["entered_at"] < previous["left_at"]
            )
            if row["sequence"] != number or late:
                yield row["encounter_id"], row["sequence"]


@check
def place_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Places are of the right kind and of the encounter's hospital."""
    kinds = (
        ("bed_stays", "bed_id", "bed"),
        ("ed_stays", "station_id", "station"),
        ("surgeries", "room_id", "room"),
    )
    for table, column, kind in kinds:
        for row in tables[table]:
            bed, encounter = tables.beds.get(row[column]), tables.encounters.get(row["encounter_id"])
            if bed and encounter and (bed["kind"], bed["hospital_id"]) != (kind, encounter["hospital_id"]):
                yield row["encounter_id"], bed["bed_id"]


@check
def bed_count_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A unit has as many beds as it says."""
    counted = Counter(bed["unit_id"] for bed in tables["beds"])
    return ((unit["unit_id"],) for unit in tables["units"] if unit["beds"] != counted[unit["unit_id"]])


@check
def census_above_beds(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: No more patients than beds, but in an emergency department; no more staffed beds than beds."""
    for row in tables["unit_hours"]:
        unit = tables.units.get(row["unit_id"])
        if unit is None:
            continue
        most = (
            row["staffed_beds"]
            if unit["care_level"] == "emergency"
            else max(row["census"], row["staffed_beds"])
        )
        if most > unit["beds"]:
            yield row["unit_id"], row["hour"]


@check
def unit_hours_missing(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Each unit has each hour from start to now once; only small hospitals may have no hours at all."""
    hours = tables.groups("unit_hours", "unit_id")
    hospital_of = {unit["unit_id"]: unit["hospital_id"] for unit in tables["units"]}
    counted = {hospital_of.get(unit) for unit in hours}
    for hospital, beds in tables.groups("beds", "hospital_id").items():
        if sum(bed["kind"] == "bed" for bed in beds) >= FEWEST_BEDS:
            counted.add(hospital)
    for unit in tables["units"]:
        if unit["hospital_id"] not in counted:
            continue
        # Differences of local times would count the hours on the clock, not those that pass.
        first = tables.midnight(unit["hospital_id"], tables.dataset["start"]).timestamp()
        end = tables.now[unit["hospital_id"]].timestamp()
        found = sorted(row["hour"].timestamp() for row in hours.get(unit["unit_id"], []))
        if found != [first + HOUR * number for number in range(round((end - first) / HOUR))]:
            yield (unit["unit_id"],)


def compared_hours(
    tables: Tables, column: str, periods: Iterable[tuple[Any, Any, Any]], units: Container[int]
) -> Iterator[tuple[object, ...]]:
    """Yield the hours of units in which a column differs from the patients who are there.

    periods: (unit, begin, end) of each patient; an end or a begin that is missing is None
    """
    begins: dict[Any, list[datetime]] = defaultdict(list)
    ends: dict[Any, list[datetime]] = defaultdict(list)
    for unit, begin, end in periods:
        for moments, moment in ((begins, begin), (ends, end)):
            if moment is not None:
                insort(moments[unit], moment)
    for row in tables["unit_hours"]:
        unit, hour = row["unit_id"], row["hour"]
        patients = bisect_right(begins[unit], hour) - bisect_right(ends[unit], hour)
        if unit in units and row[column] != patients:
            yield unit, hour


def emergency_units(tables: Tables) -> dict[int, list[int]]:
    """Return the emergency units of each hospital."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit in tables["units"]:
        if unit["care_level"] == "emergency":
            found[unit["hospital_id"]].append(unit["unit_id"])
    return found


def in_emergency(tables: Tables, begin: str, decision: str | None = None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (unit, begin, departure) of the stays in emergency departments, perhaps only of those with a decision."""
    units = emergency_units(tables)
    for row in tables["ed_stays"]:
        encounter = tables.encounters.get(row["encounter_id"])
        if encounter and decision in (None, row["decision"]):
            for unit in units[encounter["hospital_id"]]:
                yield unit, row[begin], row["departed_at"]


@check
def census_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The census counts who is in the unit when the hour starts."""
    periods = [
        (tables.beds[row["bed_id"]]["unit_id"], row["entered_at"], row["left_at"])
        for row in tables["bed_stays"]
        if row["bed_id"] in tables.beds
    ]
    periods += [
        (tables.beds[row["room_id"]]["unit_id"], row["started_at"], row["ended_at"])
        for row in tables["surgeries"]
        if row["room_id"] in tables.beds
    ]
    periods += in_emergency(tables, "arrived_at")
    return compared_hours(tables, "census", periods, {row["unit_id"] for row in tables["unit_hours"]})


@check
def boarders_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Boarders are those who are to be admitted and still there."""
    units = {unit for of_hospital in emergency_units(tables).values() for unit in of_hospital}
    return compared_hours(tables, "boarders", in_emergency(tables, "decision_at", "admit"), units)


def stays_with_units(tables: Tables) -> Iterator[tuple[Row, Row, Row]]:
    """Yield each stay in a bed with its encounter and unit."""
    for row in tables["bed_stays"]:
        bed, encounter = tables.beds.get(row["bed_id"]), tables.encounters.get(row["encounter_id"])
        if (
            bed
            and encounter
            and encounter["patient_id"] in tables.patients
            and bed["unit_id"] in tables.units
        ):
            yield row, encounter, tables.units[bed["unit_id"]]


@check
def labor_unit_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Women of 18 to 50 in labor units."""
    for row, encounter, unit in stays_with_units(tables):
        woman = tables.patients[encounter["patient_id"]]["gender"] == "Female"
        if unit["care_level"] == "labor" and not (woman and 18 <= tables.age_at_arrival(encounter) <= 50):
            yield row["encounter_id"], row["sequence"]


@check
def unit_age_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Children in units for children, adults in units for adults."""
    for row, encounter, unit in stays_with_units(tables):
        kind = "child" if tables.age_at_arrival(encounter) < 18 else "adult"
        if unit["ages"] not in ("all", kind):
            yield row["encounter_id"], row["sequence"]


@check
def step_level_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Up into intensive care, down out of it."""
    for row in tables["bed_stays"]:
        bed = tables.beds.get(row["bed_id"])
        if bed and bed["unit_id"] in tables.units:
            intensive = tables.units[bed["unit_id"]]["care_level"] == "intensive"
            if row["reason"] == ("step-down" if intensive else "step-up"):
                yield row["encounter_id"], row["sequence"]


@check
def ward_service_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: an outlier is who is on an ordinary ward of a service that is not the patient's."""
    services = {row["department_id"]: row["service"] for row in tables["departments"]}
    wards = {unit["unit_id"]: unit for unit in tables["units"] if unit["care_level"] == "general"}
    there = {(unit["hospital_id"], services.get(unit["department_id"])) for unit in wards.values()}
    for row in tables["bed_stays"]:
        unit = wards.get(tables.beds.get(row["bed_id"], {}).get("unit_id"))
        if unit is None or row["outlier"] or services.get(unit["department_id"]) in (None, row["service"]):
            continue
        if (unit["hospital_id"], row["service"]) in there:
            yield row["encounter_id"], row["sequence"]


@check
def diversions_overlap(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: One diversion of a hospital after the other."""
    for rows in tables.groups("diversions", "hospital_id").values():
        ordered = sorted(rows, key=lambda row: row["began_at"].timestamp())
        for earlier, row in pairwise(ordered):
            if earlier["ended_at"] is None or before(row["began_at"], earlier["ended_at"]):
                yield row["hospital_id"], row["began_at"]
