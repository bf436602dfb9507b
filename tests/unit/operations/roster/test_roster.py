"""The roster of a hospital: limits, who is in charge, who fills in, absences. Judged by plain Python over the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.words import PLAN_DAYS
from healthgen_db.world.calendar import day_number
from tests.unit.operations.roster.rosters import START, TODAY, ZONE, Row, Run, by_person, rostered, times_of

HOUR, WEEK = 3_600, 604_800
EPOCH = date(1970, 1, 1)
Cells = dict[tuple[int, str, int], list[Row]]


def two_years() -> Run:
    return rostered()


def broken_limits(shifts: list[Row]) -> Iterator[str]:
    """Yield the limits that one person's shifts break. shifts: in the order of time."""
    for before, after in pairwise(shifts):
        if times_of(after)[0] - times_of(before)[1] < 10 * HOUR:
            yield "rest"
        night = before["shift_type"].startswith(("night", "midnight"))
        if night and after["shift_type"].startswith("day") and after["day"] - before["day"] < 2:
            yield "day after night"
    for last, row in enumerate(shifts):
        until = times_of(row)[1]
        week = (times_of(each) for each in shifts[max(0, last - 14) : last + 1])
        if sum(max(0, end - max(begin, until - WEEK)) for begin, end in week) > 60 * HOUR:
            yield "hours in 7 days"
    long = {row["day"] for row in shifts if row["shift_type"].endswith(" 12")}
    if any(long.issuperset(range(day, day + 5)) for day in long):
        yield "long shifts in a row"


def cells(run: Run, rows: list[Row]) -> Cells:
    """Return the shifts of each team by shift type and planned start, for teams with somebody in charge."""
    found: Cells = defaultdict(list)
    for row in rows:
        team = int(run.workforce.posts.team[row["post"]])
        if run.workforce.teams.senior[team] and row["shift_type"] != "on call 24":
            found[team, row["shift_type"], row["planned_start"]].append(row)
    return found


@pytest.mark.parametrize("place", ["us", "gauteng"])
def test_nobody_breaks_a_limit(place: str) -> None:
    run = (
        two_years()
        if place == "us"
        else rostered(place=place, start=date(2025, 10, 1), today=date(2025, 11, 20))
    )
    people = by_person(run.shifts)
    assert len(people) > 150
    assert {
        person: broken for person, shifts in people.items() if (broken := set(broken_limits(shifts)))
    } == {}
    if place == "gauteng":
        assert {"morning 8", "afternoon 8"} <= {row["shift_type"] for row in run.past}


def test_nobody_has_two_shifts_at_once_or_works_while_absent_or_not_employed() -> None:
    run = two_years()
    away: dict[int, set[int]] = defaultdict(set)
    for row in run.rows("absences"):
        last = row["last_day"] or TODAY
        gone = range((row["first_day"] - EPOCH).days, (last - EPOCH).days + 1)
        assert not away[row["staff_id"]].intersection(gone)
        away[row["staff_id"]].update(gone)
    jobs = run.workforce.employments
    employed: dict[int, set[int]] = defaultdict(set)
    for staff, first, last in zip(jobs.staff.tolist(), jobs.first.tolist(), jobs.last.tolist(), strict=True):
        employed[1_000_001 + staff].update(range(max(first, day_number(START) - 9), min(last, 20_900) + 1))
    staff, contracts = run.roster.agency_staff()
    for number, first, last in zip(staff.number, contracts.first, contracts.last, strict=True):
        employed[1_000_000 + int(number)].update(range(first, min(last, 20_900) + 1))
    rows = run.shifts
    assert len({row["shift_id"] for row in rows}) == len(rows)
    for person, shifts in by_person(rows).items():
        assert all(before["planned_end"] <= after["planned_start"] for before, after in pairwise(shifts))
        days = {row["day"] for row in shifts}
        assert days <= employed[person]
        planned = {row["day"] for row in shifts if row["status"] == "planned"}
        assert not (days - planned) & away[person]
    for row in rows:
        if row["status"] == "absent":
            assert row["day"] in away[row["staff_id"]]


def test_each_shift_of_a_unit_has_one_senior_in_charge() -> None:
    run = two_years()
    since = {1_000_001 + n: each for n, each in enumerate(run.workforce.staff.since.tolist())}
    agency, _ = run.roster.agency_staff()
    since.update(zip((agency.number + 1_000_000).tolist(), agency.since.tolist(), strict=True))
    found = cells(run, run.shifts)
    assert len(found) > 5_000
    for cell, rows in found.items():
        leads = [row for row in rows if row["in_charge"]]
        assert len(leads) == 1, cell
        assert since[leads[0]["staff_id"]] < leads[0]["day"] - 15 * 365
        there = [row for row in rows if row["status"] not in ("absent", "open")]
        assert since[leads[0]["staff_id"]] == min(since[row["staff_id"]] for row in there)


def test_people_have_the_role_and_the_source_of_their_shift() -> None:
    run = two_years()
    posts, jobs = run.workforce.posts, run.workforce.employments
    held: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for staff, first, last, post in zip(*(jobs.staff, jobs.first, jobs.last, jobs.post), strict=True):
        held[1_000_001 + int(staff)].append((int(first), int(last), int(post)))
    roles = list(load_roles("us"))
    of_team = {(int(team), roles[role]) for team, role in zip(posts.team, posts.role, strict=True)}
    for row in run.shifts:
        assert (int(posts.team[row["post"]]), row["role"]) in of_team
        if row["source"] in ("own", "float", "overtime"):
            post = next(post for first, last, post in held[row["staff_id"]] if first <= row["day"] <= last)
            assert row["role"] == roles[posts.role[post]]
            assert (row["source"] == "own") == (post == row["post"] and row["source"] != "overtime")
            assert row["source"] != "float" or posts.team[post] != posts.team[row["post"]]
        elif row["source"] == "agency":
            assert row["staff_id"] > 1_900_000


def test_no_needed_shift_of_a_team_is_empty() -> None:
    run = two_years()
    teams, posts, names = run.workforce.teams, run.workforce.posts, load_patterns().shift_type_names
    there = Counter(
        (int(posts.team[row["post"]]), row["shift_type"], row["day"])
        for row in run.past
        if row["status"] not in ("absent", "open")
    )
    for team, kind in enumerate(teams.kind):
        if kind not in ("ward nurses", "emergency nurses", "emergency providers", "paramedics", "surgeons"):
            continue
        for number, name in enumerate(names):
            for day in range(day_number(START), day_number(TODAY) + 1):
                if teams.needed[team, number, (day + 3) % 7]:
                    assert there[team, name, day], (kind, name, day)


def test_shares_are_near_to_the_figures() -> None:
    rows = rostered(beds=200, start=date(2025, 11, 1), today=date(2026, 1, 20)).past
    cover = Counter(row["source"] or "open" for row in rows if row["status"] != "absent")
    short = cover["overtime"] + cover["float"] + cover["agency"] + cover["open"]
    shares = {name: cover[name] / short for name in ("overtime", "float", "agency", "open")}
    assert shares["overtime"] == pytest.approx(0.45, abs=0.06)
    assert shares["agency"] == pytest.approx(0.17, abs=0.06)
    assert shares["float"] == pytest.approx(0.20, abs=0.08)
    assert shares["open"] == pytest.approx(0.15, abs=0.05)
    hours: Counter[str] = Counter()
    for row in rows:
        hours[row["status"]] += row["planned_end"] - row["planned_start"]
        hours[row["source"]] += row["planned_end"] - row["planned_start"]
    # Sickness is 3.5 to 4.5 % and more in winter; other absence is 1 %.
    assert 0.045 < hours["absent"] / (sum(hours.values()) / 2) < 0.060
    assert 0.03 < hours["overtime"] / (sum(hours.values()) / 2) < 0.07


def test_sickness_and_leave_have_their_seasons() -> None:
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for row in two_years().rows("absences"):
        for day in range((row["last_day"] or TODAY).toordinal() - row["first_day"].toordinal() + 1):
            days[row["kind"]][(row["first_day"] + timedelta(day)).month] += 1
    winter = sum(days["sickness"][month] for month in (11, 12, 1, 2, 3)) / 5
    summer = sum(days["sickness"][month] for month in range(4, 11)) / 7
    assert 1.1 < winter / summer < 1.5
    assert min(days["leave"][7], days["leave"][8]) > 1.2 * max(days["leave"][2], days["leave"][10])
    years = (TODAY - START).days / 365
    jobs = two_years().workforce.employments
    people = int(((jobs.first <= day_number(TODAY)) & (jobs.last >= day_number(TODAY))).sum())
    assert 22 < sum(days["leave"].values()) / people / years < 32
    assert sum(days["other"].values()) / people / years > 1.5


def test_times_of_shifts_are_local_and_worked_times_differ_by_minutes() -> None:
    types = load_patterns().shift_types
    zone, fewer, more = ZoneInfo(ZONE), set(), set()
    for row in two_years().past[::7]:
        kind = types[row["shift_type"]]
        starts = datetime.fromtimestamp(row["planned_start"], zone)
        assert (starts.time(), starts.date()) == (kind.starts, EPOCH + timedelta(row["day"]))
        hours = (row["planned_end"] - row["planned_start"]) / HOUR
        assert hours - kind.hours in (-1, 0, 1)
        if row["status"] == "worked" and kind.hours == 12:
            fewer.add(row["planned_start"] - row["started_at"])
            more.add(row["ended_at"] - row["planned_end"])
    assert (min(fewer), max(fewer)) == (0, 480)
    assert (min(more), max(more)) == (0, 1_200)


def test_statuses_follow_from_the_time() -> None:
    run = two_years()
    statuses: Counter[str] = Counter()
    for row in run.shifts:
        statuses[row["status"]] += 1
        begun, over = row["planned_start"] <= run.now, row["planned_end"] <= run.now - 1_200
        if row["status"] in ("worked", "at work", "absent", "standby"):
            assert begun
        assert (row["status"] == "planned") <= (not begun)
        assert (row["status"] == "at work") <= (not over)
        assert row["day"] <= day_number(TODAY) + PLAN_DAYS
    assert set(statuses) == {"planned", "at work", "worked", "standby", "absent", "open"}


def test_fewer_shifts_are_open_the_nearer_the_day_is() -> None:
    run = two_years()
    plans = [row for row in run.shifts if row["planned_start"] > run.now]
    near = [row for row in plans if row["day"] <= day_number(TODAY) + 10]
    shares = [sum(row["status"] == "open" for row in some) / len(some) for some in (near, plans)]
    assert 0 < shares[0] < 0.8 * shares[1]


def test_on_call_shifts_are_worked_when_called() -> None:
    run = two_years()
    rows = [row for row in run.past if row["status"] == "standby"]
    assert all(row["shift_type"] == "on call 24" and not row["in_charge"] for row in rows)
    called = rows[5]
    begin, end = called["planned_start"] + HOUR, called["planned_start"] + 3 * HOUR
    batch = run.roster.on_call_shifts({called["shift_id"]: (begin, end)})
    row = batch.column("shift_id").to_pylist().index(called["shift_id"])
    assert batch.column("status")[row].as_py() == "worked"
    assert batch.column("started_at")[row].value == begin * 10**6
    assert batch.column("ended_at")[row].value == end * 10**6
