"""Checks of shifts and absences: hours and rest, who is in charge, plans, posts, how many nurses there were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from .place_checks import second_of_overlapping
from .registry import check
from .rows import Row, Tables, before

UTC = ZoneInfo("UTC")
TEN_HOURS, WEEK, SIXTY_HOURS = timedelta(hours=10), timedelta(hours=168), timedelta(hours=60)
DAY_ONE = date(1950, 1, 1)
LED_TEAMS = {"ward nurses", "emergency nurses", "operating nurses"}


def by_person(tables: Tables, *without: str) -> Iterator[list[Row]]:
    """Yield the shifts of each person in the order of their planned start, without those of some statuses."""
    for shifts in tables.groups("shifts", "staff_id").values():
        kept = [row for row in shifts if row["status"] not in without]
        yield sorted(kept, key=lambda row: (row["planned_start"], row["shift_id"]))


def employed(tables: Tables, shift: Row) -> list[Row]:
    """Return the employments of the person of a shift on its day."""
    day = tables.day(shift["hospital_id"], shift["planned_start"])
    assert day is not None
    return [
        row
        for row in tables.employments_of.get(shift["staff_id"], [])
        if row["valid_from"] <= day and not before(row["valid_to"], day)
    ]


@check
def two_shifts_at_once(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A person has one shift at a time."""
    for shifts in by_person(tables):
        for row in second_of_overlapping(shifts, "planned_start", "planned_end", "shift_id"):
            yield (row["shift_id"],)


@check
def rest_below_10_hours(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: 10 hours between what ends last and what begins first."""
    for shifts in by_person(tables, "absent", "open"):
        for last, row in pairwise(shifts):
            ended = max(time for time in (last["planned_end"], last["ended_at"]) if time)
            begins = min(time for time in (row["planned_start"], row["started_at"]) if time)
            if begins - ended < TEN_HOURS:
                yield (row["shift_id"],)


@check
def hours_above_60(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: 60 hours of work in the 7 days from the begin of any shift."""
    for shifts in by_person(tables, "standby", "absent", "open"):
        work = []
        for row in shifts:
            kind = tables.shift_types.get(row["shift_type"])
            if kind is None or (kind["on_call"] and row["status"] == "planned"):
                continue
            begin = row["started_at"] or row["planned_start"]
            # A surgery may go on after the planned end.
            end = min(row["ended_at"] or row["planned_end"], row["planned_end"])
            work.append((begin, end, row["shift_id"]))
        work.sort()
        first = 0
        for place, (begin, _, number) in enumerate(work):
            if begin != work[first][0]:
                first = place
            total, latest = timedelta(), begin
            for other, ends, _ in work[first:]:
                if other > begin + WEEK:
                    break
                total, latest = total + (ends - other), max(latest, ends)
            # What goes on after the 7 days does not count.
            if total - max(latest - begin - WEEK, timedelta()) > SIXTY_HOURS:
                yield (number,)


@check
def five_long_shifts_in_a_row(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Of five long shifts in order, the last one is five days or more after the first one."""
    for shifts in by_person(tables, "absent", "open"):
        long = [
            row
            for row in shifts
            if (kind := tables.shift_types.get(row["shift_type"]))
            and kind["hours"] >= 12
            and not kind["on_call"]
        ]
        for first, last in zip(long, long[4:], strict=False):
            days = [tables.day(last["hospital_id"], row["planned_start"]) for row in (first, last)]
            assert days[0] is not None
            assert days[1] is not None
            if (days[1] - days[0]).days < 5:
                yield (last["shift_id"],)


@check
def no_senior_in_charge(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Nurses of a unit who begin together have one leader, who is senior."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in tables["shifts"]:
        kind = tables.shift_types.get(row["shift_type"])
        if kind and not kind["on_call"] and row["post_id"] in tables.posts:
            groups[row["unit_id"], row["planned_start"], row["shift_type"]].append(row)
    for key, rows in groups.items():
        if any(tables.posts[row["post_id"]]["team"] in LED_TEAMS for row in rows):
            leaders = [
                each["experience"] for row in rows if row["in_charge"] for each in employed(tables, row)
            ]
            if leaders != ["senior"]:
                yield key


@check
def shift_plan_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A shift has the number, the begin and the end that its day says."""
    today, planned = tables.dataset["today"], dict[Any, list[datetime]]()
    for row in tables["shifts"]:
        kind, hospital = tables.shift_types.get(row["shift_type"]), row["hospital_id"]
        if kind is None:
            continue
        day = tables.day(hospital, row["planned_start"])
        assert day is not None
        number = (hospital * 100_000 + (day - DAY_ONE).days) * 100_000 + row["post_id"] - hospital * 100_000
        begin = datetime.combine(day, kind["starts"])
        times = (begin, begin + timedelta(hours=kind["hours"]))
        if (hospital, times) not in planned:
            zone = tables.zones[hospital]
            planned[hospital, times] = [time.replace(tzinfo=zone).astimezone(UTC) for time in times]
        wrong = [
            row["shift_id"] not in (number, number + 50_000),
            [row["planned_start"], row["planned_end"]] != planned[hospital, times],
            row["status"] == "planned" and day <= today,
            row["status"] not in ("planned", "open") and day > today,
        ]
        if any(wrong):
            yield (row["shift_id"],)


@check
def shift_work_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Work is near its plan, and calls are within it."""
    minute = timedelta(minutes=1)
    for row in tables["shifts"]:
        kind = tables.shift_types.get(row["shift_type"])
        if kind is None:
            continue
        begin, end, started, ended = (
            row[name] for name in ("planned_start", "planned_end", "started_at", "ended_at")
        )
        if kind["on_call"]:
            right = started is None or begin <= started <= end
        else:
            right = (
                (started is None or 0 * minute <= begin - started <= 8 * minute)
                and (ended is None or 0 * minute <= ended - end <= 20 * minute)
                and row["status"] != "standby"
                and not (row["status"] == "at work" and end + 20 * minute <= tables.now[row["hospital_id"]])
            )
        if not right:
            yield (row["shift_id"],)


@check
def shift_role_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Role, unit and source of a shift follow from the post and from the person's employment."""
    for row in tables["shifts"]:
        post = tables.posts.get(row["post_id"])
        if post is None or row["role"] not in tables.roles or post["role"] not in tables.roles:
            continue
        employments: list[Row | None] = [*employed(tables, row)]
        for employment in employments or [None]:
            if _role_is_wrong(tables, row, post, employment):
                yield (row["shift_id"],)


def _role_is_wrong(tables: Tables, shift: Row, post: Row, employment: Row | None) -> bool:
    own = tables.posts.get(employment["post_id"]) if employment else None
    licences = [tables.roles[row["role"]]["licence"] for row in (shift, post)]
    source, agency = shift["source"], employment is None or employment["post_id"] is None
    same_team = own is not None and own["team"] == post["team"]
    return any(
        (
            shift["role"] != (employment or post)["role"],
            licences[0] != licences[1] and not same_team,
            shift["unit_id"] != post["unit_id"] and source != "float",
            source == "own" and own is not None and own["team"] != post["team"],
            source == "own" and (own or {"unit_id": None})["unit_id"] != post["unit_id"],
            source is not None and (source == "agency") != agency,
            shift["in_charge"] and source not in (None, "float") and post["team"] not in LED_TEAMS,
        )
    )


@check
def working_after_leaving(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Whoever has a shift is employed on its day."""
    for row in tables["shifts"]:
        if row["staff_id"] is not None and not employed(tables, row):
            yield (row["shift_id"],)


@check
def absence_shift_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Absent are those, and only those, who have an absence on that day."""
    absences = tables.groups("absences", "staff_id")
    for row in tables["shifts"]:
        day = tables.day(row["hospital_id"], row["planned_start"])
        assert day is not None
        away = any(
            absence["first_day"] <= day <= (absence["last_day"] or tables.dataset["today"])
            for absence in absences.get(row["staff_id"], [])
        )
        if away != (row["status"] == "absent"):
            yield (row["shift_id"],)


@check
def absences_overlap(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Absences follow each other, and begin while the person is employed."""
    for staff, rows in tables.groups("absences", "staff_id").items():
        ordered = sorted(rows, key=lambda row: row["first_day"].toordinal())
        for last, row in zip([None, *ordered], ordered, strict=False):
            until = last and (last["last_day"] or tables.dataset["today"])
            jobs = [
                job
                for job in tables.employments_of.get(staff, [])
                if job["valid_from"] <= row["first_day"] and not before(job["valid_to"], row["first_day"])
            ]
            if not jobs or (until is not None and row["first_day"] <= until):
                yield staff, row["first_day"]


@check
def unit_hours_nurses_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: As many nurses as are on duty, those who were sent there perhaps; as many required as patients ask."""
    certain: dict[Any, Counter[datetime]] = defaultdict(Counter)
    possible: dict[Any, Counter[datetime]] = defaultdict(Counter)
    for row in tables["shifts"]:
        post, kind = tables.posts.get(row["post_id"]), tables.shift_types.get(row["shift_type"])
        if post is None or kind is None or kind["on_call"] or row["status"] not in ("at work", "worked"):
            continue
        sent = row["source"] == "float"
        if sent or post["team"] in LED_TEAMS:
            changes = [possible[row["unit_id"]]] + ([] if sent else [certain[row["unit_id"]]])
            for counter in changes:
                counter[row["planned_start"]] += 1
                counter[row["planned_end"]] -= 1
    for unit, rows in tables.groups("unit_hours", "unit_id").items():
        hours = sorted(rows, key=lambda row: row["hour"].timestamp())
        counts = [_counted(counter[unit], hours) for counter in (certain, possible)]
        for row, fewest, most in zip(hours, *counts, strict=True):
            place = tables.units.get(unit)
            required = place and ceil(row["census"] / place["patients_per_nurse"])
            wrong = row["nurses_worked"] is not None and not fewest <= row["nurses_worked"] <= most
            if wrong or (
                None not in (required, row["nurses_required"]) and row["nurses_required"] != required
            ):
                yield unit, row["hour"]


def _counted(changes: Counter[datetime], hours: list[Row]) -> list[int]:
    """Return the sum of the changes up to each hour."""
    ordered, total, counts = sorted(changes.items(), reverse=True), 0, []
    for row in hours:
        while ordered and ordered[-1][0] <= row["hour"]:
            total += ordered.pop()[1]
        counts.append(total)
    return counts
