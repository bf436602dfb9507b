"""Checks of the event log, and of the moment after which nothing has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from .registry import check
from .rows import CANCELLING, Row, Tables, before

Told = Counter[tuple[Any, ...]]


def differences(tables: Tables, shown: Iterable[tuple[Any, ...]], told: Iterable[tuple[Any, ...]]) -> Told:
    """Return how many times more often the tables say something than the log: (whose, what, when, ...)."""
    found: Told = Counter()
    for sign, said in ((1, shown), (-1, told)):
        for each in said:
            moment = next((value for value in each if isinstance(value, datetime)), None)
            if tables.settled(moment):
                found[each] += sign
    return found


def valid(tables: Tables) -> Iterator[Row]:
    """Yield the events that no other event cancels."""
    return (row for row in tables["adt_events"] if row["event_key"] not in tables.cancelled)


@check
def log_encounter_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Arrival, admission, readiness and departure are in the log."""
    names = {"A04": "registered", "A01": "admitted", "A06": "admitted", "A16": "ready", "A03": "left"}
    shown: list[tuple[Any, ...]] = []
    for row in tables["encounters"]:
        key = row["encounter_id"]
        if row["registered_at"] != row["admitted_at"]:
            shown.append((key, "registered", row["registered_at"], None, None))
        shown.append((key, "admitted", row["admitted_at"], None, None))
        shown.append((key, "ready", row["ready_at"], None, None))
        if row["left_at"] is not None:
            shown.append((key, "left", row["left_at"], row["class"], row["disposition"]))
    told = [
        (
            row["encounter_id"],
            names[row["trigger"]],
            row["occurred_at"],
            row["class"] if row["trigger"] == "A03" else None,
            row["disposition"],
        )
        for row in valid(tables)
        if row["trigger"] in names
    ]
    return (key[:2] for key, more in differences(tables, shown, told).items() if more)


@check
def log_ed_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Triage, station, provider and decision are in the log."""
    shown: list[tuple[Any, ...]] = []
    for row in tables["ed_stays"]:
        key = row["encounter_id"]
        shown += [
            (key, "triage", row["triaged_at"], row["esi"], row["early_warning_score"], None, None),
            (key, "roomed", row["roomed_at"], None, None, row["station_id"], None),
            (key, "provider", row["provider_at"], None, None, None, None),
            (key, "decision", row["decision_at"], None, None, None, row["decision"]),
        ]
    columns = ("encounter_id", "update", "occurred_at", "esi", "early_warning_score", "bed_id", "decision")
    told = [
        tuple(row[column] for column in columns)
        for row in tables["adt_events"]
        if row["update"] not in (None, "expected discharge")
    ]
    return (key[:2] for key, more in differences(tables, shown, told).items() if more)


@check
def log_bed_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Entries of beds, and their requests, are in the log."""
    shown: list[tuple[Any, ...]] = []
    for row in tables["bed_stays"]:
        shown.append((row["encounter_id"], "entered", row["entered_at"], row["bed_id"]))
        shown.append((row["encounter_id"], "requested", row["requested_at"], None))
    told: list[tuple[Any, ...]] = []
    for row in valid(tables):
        if row["trigger"] in ("A14", "A15"):
            told.append((row["encounter_id"], "requested", row["occurred_at"], row["bed_id"]))
        if row["trigger"] in ("A01", "A02", "A06") and row["bed_id"] is not None:
            told.append((row["encounter_id"], "entered", row["occurred_at"], row["bed_id"]))
    found = differences(tables, shown, told)
    return (key[:2] for key, more in found.items() if more > 0 or (more and key[1] == "entered"))


@check
def log_bed_status_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Dirty, cleaned and blocked beds are in the log."""
    codes = {"dirty": "K", "cleaning": "H"}
    shown = [
        (row["bed_id"], row["began_at"], codes.get(row["status"], "C"))
        for row in tables["bed_status_periods"]
    ]
    told = [
        (row["bed_id"], row["occurred_at"], row["bed_status"])
        for row in tables["adt_events"]
        if row["bed_status"] not in (None, "U")
    ]
    return (key[:2] for key, more in differences(tables, shown, told).items() if more)


@check
def leave_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Leave and return by turns, within the stay."""
    for key, events in tables.groups("adt_events", "encounter_id").items():
        encounter = tables.encounters.get(key)
        leaves = [row for row in events if row["trigger"] in ("A21", "A22")]
        if encounter is None or not leaves:
            continue
        leaves.sort(key=lambda row: int(row["event_key"]))
        away = False
        for row in leaves:
            goes = row["trigger"] == "A21"
            stays_away = goes and row is leaves[-1] and encounter["left_at"] is not None
            inside = encounter["admitted_at"] is not None and not (
                before(row["occurred_at"], encounter["admitted_at"])
                or before(encounter["left_at"], row["occurred_at"])
            )
            if goes == away or stays_away or not inside:
                yield (row["event_key"],)
            away = goes


@check
def cancellation_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A cancelling event cancels an earlier event of the right kind, which is not yet cancelled."""
    events = {row["event_key"]: row for row in tables["adt_events"]}
    seen: set[int | None] = set()
    for key in sorted(events):
        row = events[key]
        if row["cancels"] is None and row["trigger"] not in CANCELLING:
            continue
        other = events.get(row["cancels"])
        again = row["cancels"] in seen
        seen.add(row["cancels"])
        if (
            again
            or other is None
            or other["trigger"] not in CANCELLING.get(row["trigger"], ())
            or row["encounter_id"] != other["encounter_id"]
            or before(row["recorded_at"], other["recorded_at"])
        ):
            yield (key,)


@check
def events_out_of_order(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Numbers follow the order of occurrence, and nothing is recorded before it occurs."""
    for key, events in tables.groups("adt_events", "encounter_id").items():
        ordered = sorted(events, key=lambda row: int(row["event_key"]))
        for row, previous in zip(ordered, [None, *ordered], strict=False):
            # SQL rounds toward zero
            whose = int(row["event_key"] / 100) if row["event_key"] < 0 else row["event_key"] // 100
            late = previous is not None and row["occurred_at"] < previous["occurred_at"]
            if whose != key or late or row["recorded_at"] < row["occurred_at"]:
                yield (row["event_key"],)


MOMENTS = {
    "encounters": ("registered_at", "admitted_at", "ready_at", "left_at"),
    "ed_stays": ("arrived_at", "triaged_at", "roomed_at", "provider_at", "decision_at", "departed_at"),
    "bed_stays": ("entered_at", "left_at"),
    "bed_status_periods": ("began_at", "ended_at"),
    "surgeries": ("booked_at", "started_at", "ended_at", "cancelled_at"),
    "facility_transfers": ("requested_at", "answered_at", "departed_at", "arrived_at"),
    "bookings": ("booked_at",),
    "diversions": ("began_at", "ended_at"),
    "adt_events": ("recorded_at",),
}
"""Columns with moments that are no plans."""


@check
def operations_future(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Nothing has happened after the end of today."""
    keys = {"bed_status_periods": "bed_id", "diversions": "hospital_id", "adt_events": "event_key"}
    for table, columns in MOMENTS.items():
        for row in tables[table]:
            place: Row | None = row
            if "hospital_id" not in row:
                place = (
                    tables.beds.get(row["bed_id"])
                    if "bed_id" in row
                    else tables.encounters.get(row["encounter_id"])
                )
            if place is None or place["hospital_id"] not in tables.zones:
                continue
            now = tables.now[place["hospital_id"]]
            if any(row[column] is not None and row[column] >= now for column in columns):
                yield table, row[keys.get(table, "encounter_id")]
