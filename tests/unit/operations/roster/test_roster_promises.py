"""What a roster promises: the same rows in other windows and on a later today, and a Duty that agrees with them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from healthgen_db.world.calendar import day_number
from tests.unit.operations.roster.rosters import Row, Run, rostered

START, TODAY = date(2025, 10, 20), date(2026, 1, 10)
LATER = TODAY + timedelta(35)
Values = tuple[object, ...]


def early() -> Run:
    return rostered(start=START, today=TODAY)


def as_known_at(row: Row, now: int) -> Row:
    """Return a row of shifts as it was at an earlier time."""
    known = dict(row)
    if row["ended_at"] is not None and row["ended_at"] > now:
        known["ended_at"], known["status"] = None, "at work"
    return known


def test_windows_of_other_lengths_give_the_same_rows() -> None:
    other = rostered(start=START, today=TODAY, step=11)
    for table, key in (("shifts", ("shift_id",)), ("absences", ("staff_id", "first_day"))):
        rows = [
            sorted(run.rows(table), key=lambda row: [row[name] for name in key]) for run in (early(), other)
        ]
        assert rows[0] == rows[1]


def test_a_later_today_keeps_the_past_and_makes_plans_facts() -> None:
    run, later = early(), rostered(start=START, today=LATER)
    then = {row["shift_id"]: row for row in later.shifts}
    past = run.past
    assert {row["shift_id"] for row in past} == {
        number for number, row in then.items() if row["planned_start"] <= run.now
    }
    assert [as_known_at(then[row["shift_id"]], run.now) for row in past] == past
    plans = [row for row in run.shifts if row["planned_start"] > run.now]
    assert len(plans) > 1_000
    floats = {(row["staff_id"], row["planned_start"]) for row in then.values() if row["source"] == "float"}
    other = 0
    for row in plans:
        if row["shift_id"] in then:
            fact = then[row["shift_id"]]
            assert (fact["planned_start"], fact["post"]) == (row["planned_start"], row["post"])
            other += row["status"] != "open" and fact["staff_id"] != row["staff_id"]
        else:
            # People who fill in at short notice leave their own shift, which nobody needs.
            assert (row["staff_id"], row["planned_start"]) in floats
    assert other < 0.01 * len(plans)
    absences = {(row["staff_id"], row["first_day"]): row for row in later.rows("absences")}
    for row in run.rows("absences"):
        if row["first_day"] <= TODAY:
            fact = absences[row["staff_id"], row["first_day"]]
            assert fact["kind"] == row["kind"]
            assert row["last_day"] in (fact["last_day"], None)


def test_people_of_agencies_keep_their_numbers() -> None:
    staff, jobs = early().roster.agency_staff()
    later, _ = rostered(start=START, today=LATER).roster.agency_staff()
    known = jobs.first <= day_number(TODAY)
    assert known.sum() > 5
    born = dict(zip(later.number.tolist(), later.born.tolist(), strict=True))
    for number, day in zip(staff.number[known].tolist(), staff.born[known].tolist(), strict=True):
        assert born[number] == day
    assert staff.number.min() >= 900_001


def test_more_nurses_mean_less_overtime_and_fewer_agencies() -> None:
    shares = []
    for factor in (0.9, 1.1):
        rows = rostered(beds=100, start=START, today=START + timedelta(40), nurse_factor=factor).past
        nurses = [row for row in rows if row["role"] in ("Registered nurse", "Charge nurse")]
        count = Counter(row["source"] or "open" for row in nurses if row["status"] != "absent")
        shares.append([count[name] / len(nurses) for name in ("overtime", "agency", "open")])
    assert all(fewer > 1.3 * more for fewer, more in zip(*shares, strict=True)), shares


def test_duty_agrees_with_the_rows() -> None:
    run = early()
    duty, posts, teams = run.roster.duty, run.workforce.posts, run.workforce.teams
    rows = [row for row in run.past if row["status"] not in ("absent", "open")]
    on_call = {row["shift_id"] for row in rows if row["shift_type"] == "on call 24"}
    random = np.random.default_rng(5)
    midnight = int(run.zone.to_utc(np.array([day_number(START)]), np.array([0]))[0])
    times = random.integers(midnight, run.now, 200)
    for kind in ("emergency providers", "surgeons", "emergency nurses"):
        team = teams.find(kind)
        asked = np.full(times.size, team)
        count, (staff, shift) = duty.count(asked, times), duty.at(asked, times, random.random(times.size))
        start, end = duty.span(shift[shift > 0])
        assert ((start <= times[shift > 0]) & (times[shift > 0] < end)).all()
        of_team = [row for row in rows if posts.team[row["post"]] == team]
        for place, time in enumerate(times.tolist()):
            here = {
                (row["staff_id"] - 1_000_001, row["shift_id"])
                for row in of_team
                if row["planned_start"] <= time < row["planned_end"]
            }
            assert set(duty.everyone(team, time)) == here
            at_work = {member for member in here if member[1] not in on_call}
            assert count[place] == len(at_work)
            assert (int(staff[place]), int(shift[place])) in (at_work or here or {(-1, 0)})
        begun = sorted(duty.shifts(team, midnight, run.now + 1)[3].tolist())
        assert begun == sorted(row["shift_id"] for row in of_team if row["planned_start"] >= midnight)
