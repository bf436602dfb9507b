"""Teams and posts: enough of them for what is needed, and one chain of command."""

from __future__ import annotations

import numpy as np
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.figures import teams as team_figures
from healthgen_db.operations.figures.teams import TeamsFile, load_teams
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.words import SERVICE_CODES
from healthgen_db.operations.workforce.needs import people_by_type
from healthgen_db.operations.workforce.workforce_tables import employments_table, posts_table, roles_table
from tests.unit.operations.workforce.staffed import NURSES, ROLES, staffed

PATTERNS = load_patterns("us")
BED_COUNTS = (30, 400)


def begun_by_day(beds: int) -> np.ndarray:
    """Return how many people of each team begin each shift type on each day of 12 weeks, absences left out."""
    posts, teams = staffed(beds).workforce.posts, staffed(beds).workforce.teams
    days = np.arange(84)
    begun = np.zeros((len(teams.kind), len(PATTERNS.shift_types), days.size))
    for team, pattern, first, fte in zip(
        posts.team, posts.pattern, posts.pattern_day, posts.fte, strict=True
    ):
        cycle = PATTERNS.cycles[pattern]
        shift = cycle[(first + days) % cycle.size]
        begun[team, shift[shift >= 0], days[shift >= 0]] += PATTERNS.share(
            PATTERNS.names[pattern], float(fte)
        )
    return begun


@pytest.mark.parametrize("beds", BED_COUNTS)
def test_posts_reach_what_is_needed_in_each_week(beds: int) -> None:
    begun, teams = begun_by_day(beds), staffed(beds).workforce.teams
    weekly = begun.mean(axis=2) * 7
    needed = teams.needed.sum(axis=2)
    # 18 % more than needed, before leave; small teams are rounded
    assert (weekly >= 0.75 * needed).all()
    whole = needed > 0
    assert 1.05 < weekly[whole].sum() / needed[whole].sum() < 1.45
    wards = [number for number, kind in enumerate(teams.kind) if kind == "ward nurses"]
    assert 1.1 < weekly[wards].sum() / needed[wards].sum() < 1.3


def test_shifts_begin_evenly_on_all_days() -> None:
    begun, teams = begun_by_day(400), staffed().workforce.teams
    day = PATTERNS.shift_type_names.index("day 12")
    wards = [
        number
        for number, kind in enumerate(teams.kind)
        if kind == "ward nurses" and teams.needed[number, day, 0] >= 4
    ]
    spread = begun[wards, day].std(axis=1) / begun[wards, day].mean(axis=1)
    assert spread.max() < 0.3
    call = PATTERNS.shift_type_names.index("on call 24")
    for kind in ("surgeons", "anesthetists", "operating nurses"):
        assert begun[teams.find(kind), call].min() >= 1, kind
    weekend = np.arange(84) % 7 >= 5
    clerks = begun[teams.find("clerks"), PATTERNS.shift_type_names.index("day 8")]
    assert clerks[weekend].sum() == 0
    assert clerks[~weekend].min() > 10


def test_emergency_providers_follow_the_curve() -> None:
    hospital = staffed()
    teams, wanted = hospital.workforce.teams, hospital.capacity.providers
    needed = teams.needed[teams.find("emergency providers")]
    on_duty = np.zeros(24)
    for people, shift in zip(needed[:, 0], PATTERNS.shift_types.values(), strict=True):
        on_duty[np.arange(shift.starts.hour, shift.starts.hour + shift.hours) % 24] += people
    assert np.abs(on_duty - wanted).mean() < 0.2 * wanted.mean()
    assert on_duty.sum() >= 0.95 * wanted.sum()


def test_people_by_type_is_exact_where_it_can_be() -> None:
    on_duty = np.array([[1.0] * 12 + [0.0] * 12, [0.0] * 12 + [1.0] * 12])
    needed = np.array([5.0] * 12 + [3.0] * 12)
    assert people_by_type(needed, on_duty).tolist() == [5, 3]


@pytest.mark.parametrize("beds", BED_COUNTS)
def test_everybody_reports_to_the_chief(beds: int) -> None:
    posts = staffed(beds).workforce.posts
    assert [ROLES[role] for role in posts.role[posts.reports_to < 0]] == ["Chief executive officer"]
    above = np.arange(len(posts))
    for _ in range(5):
        above = np.where(posts.reports_to[above] < 0, above, posts.reports_to[above])
    assert (posts.reports_to[above] < 0).all()


def test_nurses_report_to_the_manager_of_their_unit() -> None:
    posts, teams = staffed().workforce.posts, staffed().workforce.teams
    nurses = np.flatnonzero([kind == "ward nurses" for kind in teams.kind])
    own = np.flatnonzero(np.isin(posts.team, nurses))
    managers = posts.team[posts.reports_to[own]]
    assert {teams.kind[team] for team in managers} == {"nurse managers"}
    assert (teams.unit[managers] == teams.unit[posts.team[own]]).mean() > 0.9


def test_everybody_who_treats_patients_belongs_to_a_department() -> None:
    posts = staffed().workforce.posts
    treats = [
        ROLES.index(role) for role in ("Physician", "Surgeon", "Emergency physician", "Anesthesiologist")
    ]
    departments = posts.department[np.isin(posts.role, treats)]
    assert departments.min() >= 0
    assert {SERVICE_CODES[number] for number in departments} >= {"MED", "SURG", "EMED", "OBS"}


def test_a_team_is_found_by_unit_service_or_hospital() -> None:
    teams = staffed().workforce.teams
    ward = teams.find("ward nurses", unit=3)
    assert teams.kind[ward] == "ward nurses"
    assert teams.unit[ward] == 3
    surgery = SERVICE_CODES.index("SURG")
    assert teams.service[teams.find("attending physicians", service=surgery)] == surgery
    assert teams.kind[teams.find("hospitalists", service=surgery)] == "hospitalists"
    assert teams.unit[teams.find("emergency nurses")] == 0
    assert teams.find("ward nurses", unit=0) == teams.find("ward nurses") == -1


def test_the_nurse_factor_changes_posts_of_nurses_only() -> None:
    usual, more = staffed().workforce, staffed(nurse_factor=1.1).workforce
    assert (usual.teams.needed == more.teams.needed).all()
    counts = [np.bincount(work.posts.role, minlength=len(ROLES)) for work in (usual, more)]
    others = np.setdiff1d(np.arange(len(ROLES)), NURSES)
    assert (counts[0][others] == counts[1][others]).all()
    assert counts[1][NURSES].sum() / counts[0][NURSES].sum() == pytest.approx(1.1, abs=0.01)


def test_the_smallest_hospital_has_each_team_it_cannot_do_without() -> None:
    teams = staffed(30).workforce.teams
    assert staffed(30).layout.ward_beds < 45
    kinds = (
        "emergency nurses",
        "triage nurses",
        "emergency providers",
        "hospitalists",
        "surgeons",
        "anesthetists",
    )
    for kind in (*kinds, "operating nurses", "paramedics", "emergency medical technicians", "float nurses"):
        assert (staffed(30).workforce.posts.team == teams.find(kind)).sum() > 0, kind


def test_tables_have_the_rows_in_their_order() -> None:
    hospital = staffed()
    work = hospital.workforce
    posts = posts_table("us", hospital.layout, work)
    assert posts["post_id"].to_pylist() == list(range(100_001, 100_001 + len(work.posts)))
    rows = employments_table("us", 1, work.staff, work.employments)
    keys = list(zip(rows["staff_id"].to_pylist(), rows["sequence"].to_pylist(), strict=True))
    assert sorted(set(keys)) == keys
    assert (rows["valid_to"].null_count, rows["ended_because"].null_count) == (
        (rows["valid_to"].null_count,) * 2
    )
    assert {"Registered nurse", "Surgeon", "Transporter"} <= set(roles_table("us")["role"].to_pylist())


def test_unknown_names_in_teams_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_teams("us")
    wrong = file.teams[-1].model_copy(update={"patterns": {"three weeks at sea": 1.0}})
    broken = file.model_copy(update={"teams": (*file.teams[:-1], wrong)})
    monkeypatch.setattr(
        team_figures, "read_place_changes", lambda *_: TeamsFile.model_construct(**dict(broken))
    )
    with pytest.raises(ConfigError, match="there is no pattern three weeks at sea"):
        load_teams.__wrapped__("us")
