"""Careers: who holds which post, and that it agrees with the published figures in every year."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.words import BEGAN_BECAUSE, ENDED_BECAUSE, PLAN_DAYS
from healthgen_db.operations.workforce.agency import Agencies, agency_staff, joined
from healthgen_db.operations.workforce.spells import FAR
from healthgen_db.world.calendar import age_on, day_number, plus_months
from healthgen_db.world.draws import Draws
from tests.unit.operations.workforce.staffed import NURSES, ROLES, TODAY, held, staffed

HIRED, PROMOTED, NEXT_BAND, CONTRACT = range(len(BEGAN_BECAUSE))
RESIGNED, RETIRED, MOVED_UP, BAND_OVER, CONTRACT_ENDED = range(len(ENDED_BECAUSE))
YEARS = (2023, 2024, 2025)


def test_people_are_old_enough_for_their_role_and_have_retired_in_time() -> None:
    work = staffed().workforce
    rows, staff = work.employments, work.staff
    born = staff.born[rows.staff].astype(np.int32)
    youngest = np.array([role.min_age for role in load_roles("us").values()])
    assert (age_on(born, rows.first.astype(np.int32)) >= youngest[rows.role]).all()
    own = staff.doctor[rows.staff] == 0
    last = np.where(rows.last == FAR, day_number(TODAY), rows.last).astype(np.int32)
    assert age_on(born, last)[own].max() <= 79
    assert (staff.since > staff.born).all()
    assert (staff.since[rows.staff] <= rows.first).all()


def test_nobody_has_two_posts_and_no_post_two_holders() -> None:
    rows = staffed().workforce.employments
    for holder in (rows.staff, rows.post):
        own = np.flatnonzero(holder >= 0)
        order = own[np.lexsort((rows.first[own], holder[own]))]
        same = holder[order][1:] == holder[order][:-1]
        assert same.sum() > 100
        assert (rows.first[order][1:] > rows.last[order][:-1])[same].all()


@pytest.mark.parametrize("reason", [BAND_OVER, MOVED_UP])
def test_an_end_is_known_only_together_with_what_begins_then(reason: int) -> None:
    rows = staffed(today=TODAY + timedelta(100)).workforce.employments
    # As seen on this day, the end is the last day of the plans.
    ends = rows.last[(rows.ended == reason) & (rows.last >= day_number(TODAY) + PLAN_DAYS)]
    today = TODAY + timedelta(days=int(ends.min()) - PLAN_DAYS - day_number(TODAY))
    rows = staffed(today=today).workforce.employments
    ended = np.flatnonzero(rows.ended == reason)
    assert rows.last[ended].max() < day_number(today) + PLAN_DAYS
    assert (rows.staff[ended + 1] == rows.staff[ended]).all()
    assert (rows.first[ended + 1] == rows.last[ended] + 1).all()


def test_experience_is_that_of_the_years_in_the_profession() -> None:
    work = staffed().workforce
    rows = work.employments
    years = (rows.first - work.staff.since[rows.staff]) / 365.25
    for band, (low, high) in enumerate(((0, 5), (5, 15), (15, 60))):
        of_band = years[rows.experience == band]
        assert low - 0.01 <= of_band.min()
        assert of_band.max() < high + 0.01
    cut = np.flatnonzero(rows.ended == BAND_OVER)
    assert cut.size > 100
    assert (rows.staff[cut + 1] == rows.staff[cut]).all()
    assert (rows.post[cut + 1] == rows.post[cut]).all()
    assert (rows.first[cut + 1] == rows.last[cut] + 1).all()
    assert (rows.began[cut + 1] == NEXT_BAND).all()


@pytest.mark.parametrize("year", YEARS)
def test_nurses_leave_and_posts_are_vacant_as_published(year: int) -> None:
    work = staffed().workforce
    rows, posts = work.employments, np.isin(work.posts.role, NURSES).sum()
    here = held(work, date(year, 7, 1), NURSES)
    begin, end = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    over = (rows.last >= begin) & (rows.last <= end) & np.isin(rows.role, NURSES)
    left = over & np.isin(rows.ended, (RESIGNED, RETIRED))
    # 16.4 % leave in a year, 9.6 % of posts are vacant [NSI 2025]
    assert 0.125 < left.sum() / here.size < 0.205
    assert 0.06 < 1 - here.size / posts < 0.135
    # hospital bedside: younger than 30 18 %, 30s 28, 40s 22, 50s 21, 60 and older 11
    age = age_on(work.staff.born[rows.staff[here]].astype(np.int32), day_number(date(year, 7, 1)))
    shares = np.histogram(age, [0, 30, 40, 50, 60, 120])[0] / here.size
    assert np.abs(shares - [0.18, 0.28, 0.22, 0.21, 0.11]).max() < 0.09
    assert 38 < np.median(age) < 46


def test_new_nurses_leave_more_often_in_the_first_year() -> None:
    work = staffed().workforce
    rows = work.employments
    left = np.full(len(work.staff.number), FAR)
    gone = np.isin(rows.ended, (RESIGNED, RETIRED))
    left[rows.staff[gone]] = rows.last[gone]
    watched = day_number(TODAY) - 365
    new = (rows.began == HIRED) & np.isin(rows.role, NURSES) & (rows.first >= day_number(date(2023, 1, 1)))
    new &= rows.first <= watched
    in_first_year = left[rows.staff[new]] < rows.first[new] + 365
    assert new.sum() > 150
    assert 0.14 < in_first_year.mean() < 0.31  # 22 % [NSI 2025]


def test_people_are_promoted_in_their_unit() -> None:
    work = staffed().workforce
    rows, posts = work.employments, work.posts
    up = np.flatnonzero(rows.began == PROMOTED)
    up = up[rows.first[up] >= day_number(date(2023, 1, 1))]
    assert np.isin(rows.role[up], [ROLES.index("Charge nurse")]).sum() > 5
    assert np.isin(rows.role[up], [ROLES.index("Nurse manager")]).sum() > 0
    before = up - 1
    assert (rows.staff[before] == rows.staff[up]).all()
    assert (rows.ended[before] == MOVED_UP).all()
    assert (rows.last[before] + 1 == rows.first[up]).all()
    old, new = rows.post[before], rows.post[up]
    assert ((posts.team[old] == posts.team[new]) | (posts.reports_to[old] == new)).all()


def test_a_later_today_only_adds() -> None:
    early, late = staffed().workforce, staffed(today=TODAY + timedelta(100)).workforce
    known = day_number(TODAY) + PLAN_DAYS
    people = np.arange(early.staff.number.size)
    for name in ("number", "key", "sex", "born", "since", "doctor", "agency"):
        assert (getattr(late.staff, name)[people] == getattr(early.staff, name)).all(), name

    def rows(work: object, until: int) -> set[tuple[int, ...]]:
        each, staff = work.employments, work.staff  # type: ignore[attr-defined]
        # What begins on the next day is not known, nor that something else ends for it.
        unknown = (each.last > until) | ((each.last == until) & np.isin(each.ended, [MOVED_UP, BAND_OVER]))
        last = np.where(unknown, FAR, each.last)
        ended = np.where(unknown, -1, each.ended)
        columns = (
            staff.number[each.staff],
            each.post,
            each.role,
            each.experience,
            each.first,
            last,
            each.began,
            ended,
        )
        found = zip(*(column.tolist() for column in columns), strict=True)
        return {row for row in found if row[4] <= until}

    assert rows(late, known) == rows(early, known)
    assert len(rows(late, FAR)) > len(rows(early, FAR))
    assert early.employments.first.max() <= known


def test_doctors_of_visits_have_posts_for_ever() -> None:
    work = staffed().workforce
    rows, staff = work.employments, work.staff
    doctors = np.flatnonzero(staff.doctor)
    assert sorted(staff.doctor[doctors].tolist()) == list(range(1, 61))
    of_doctors = np.isin(rows.staff, doctors)
    assert set(rows.role[of_doctors].tolist()) == {ROLES.index("Physician"), ROLES.index("Surgeon")}
    assert (rows.ended[of_doctors] <= BAND_OVER).all()
    last_rows = np.flatnonzero(of_doctors & (rows.last == FAR))
    assert last_rows.size == doctors.size
    joined = np.full(len(staff.number), FAR)
    np.minimum.at(joined, rows.staff, rows.first)
    assert (joined[doctors] < day_number(date(2023, 1, 1))).all()


def test_people_of_agencies_are_senior_and_have_one_contract() -> None:
    draws = Draws(1)
    agencies, today = Agencies("us", draws, 1), day_number(TODAY)
    role = np.arange(len(ROLES))
    contracts = joined(
        agencies.hire(today - 90, 900_000 + role, role), agencies.hire(today + 30, 900_100 + role, role)
    )
    staff, rows = agency_staff("us", contracts, today + PLAN_DAYS)
    assert staff.number.tolist() == (900_001 + role).tolist()
    assert (rows.post == -1).all()
    assert (rows.began == CONTRACT).all()
    assert (rows.last == today).all()
    assert (rows.ended == CONTRACT_ENDED).all()
    senior = [role.is_nurse for role in load_roles("us").values()]
    assert (plus_months(staff.since[senior].astype(np.int32), 180) <= rows.first[senior]).all()
