"""Checks of ambulance runs: crews, vehicles, and the encounters that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .encounter_checks import with_encounter
from .place_checks import second_of_overlapping
from .registry import check
from .rows import Row, Tables

CARE = ["basic", "advanced", "critical care"]


def _licence(tables: Tables, run: Row, who: str) -> str | None:
    """Return the licence of the driver or the attendant; none if the person is not at work in the shift."""
    shift = tables.shifts.get(run[f"{who}_shift_id"])
    if shift is None or shift["staff_id"] != run[f"{who}_id"] or shift["started_at"] is None:
        return None
    on_duty = shift["planned_start"] <= run["dispatched_at"] < shift["planned_end"]
    licence: str | None = tables.roles.get(shift["role"], {}).get("licence") if on_duty else None
    return licence


@check
def crew_incomplete(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Two people at work, who may do it, in a vehicle of the hospital that is good enough."""
    vehicles = {row["vehicle_id"]: row for row in tables["vehicles"]}
    for run in tables["ambulance_runs"]:
        if run["operator"] != "own":
            continue
        driver, attendant = (_licence(tables, run, who) for who in ("driver", "attendant"))
        vehicle = vehicles.get(run["vehicle_id"], {"hospital_id": None})
        may = {"Paramedic"} if run["care"] != "basic" else {"Paramedic", "EMT"}
        right = (
            driver in ("EMT", "Paramedic")
            and attendant in may
            and run["driver_id"] != run["attendant_id"]
            and vehicle["hospital_id"] == run["hospital_id"]
            and CARE.index(vehicle["care"]) >= CARE.index(run["care"])
        )
        if not right:
            yield (run["run_id"],)


@check
def vehicle_used_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A vehicle is on one run at a time."""
    for runs in tables.groups("ambulance_runs", "vehicle_id").values():
        for run in second_of_overlapping(runs, "dispatched_at", "available_at", "run_id"):
            yield (run["run_id"],)


@check
def crew_used_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A person is on one run at a time, as driver or as attendant."""
    runs_of: dict[int, dict[int, Row]] = {}
    for run in tables["ambulance_runs"]:
        for person in (run["driver_id"], run["attendant_id"]):
            if person is not None:
                runs_of.setdefault(person, {})[run["run_id"]] = run
    for person, runs in runs_of.items():
        for run in second_of_overlapping(runs.values(), "dispatched_at", "available_at", "run_id"):
            yield run["run_id"], person


def _needed(tables: Tables) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each run that an encounter asks for, and what is known about it."""
    for row in tables["encounters"]:
        if row["arrival_mode"] == "ambulance":
            facts = {name: row[name] for name in ("encounter_id", "hospital_id")}
            yield (
                row["encounter_id"] * 100,
                {
                    **facts,
                    "purpose": "emergency",
                    "arrived_at": row["registered_at"],
                },
            )
    for transfer, encounter in with_encounter(tables, "facility_transfers"):
        mode = transfer["mode"]
        ours = transfer["direction"] == "out" or transfer["facility_id"] is not None
        if ours and mode.endswith(" ambulance") and transfer["arrived_at"] is not None:
            facts = {name: encounter[name] for name in ("encounter_id", "hospital_id")}
            yield (
                transfer["encounter_id"] * 100 + transfer["attempt"],
                {
                    **facts,
                    "purpose": "transfer",
                    "arrived_at": transfer["arrived_at"],
                    "care": mode.removesuffix(" ambulance"),
                    "left_scene_at": transfer["departed_at"],
                },
            )


@check
def run_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The runs are those that encounters ask for, where there are ambulances."""
    served = {row["hospital_id"] for row in tables["vehicles"]}
    runs = {run["run_id"]: run for run in tables["ambulance_runs"]}
    wanted: set[int] = set()
    for number, facts in _needed(tables):
        wanted.add(number)
        known = runs.get(number)
        if known is None:
            if facts["hospital_id"] in served:
                yield (number,)
        elif any(value is not None and known[name] != value for name, value in facts.items()):
            yield (number,)
    yield from ((number,) for number in runs if number not in wanted)
