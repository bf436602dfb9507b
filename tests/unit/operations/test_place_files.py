"""Places: their files, the wards, seasons and triage of Gauteng, and that the US are as they were."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.operations.facilities import services_of
from healthgen_db.operations.figures.careers import load_careers, load_roles
from healthgen_db.operations.figures.load import load_complaints, load_figures
from healthgen_db.operations.figures.places import load_colors, place_file
from healthgen_db.operations.figures.teams import load_teams
from healthgen_db.operations.flow.patient import NOWHERE
from healthgen_db.operations.places.ward_file import WardFile, load_wards
from healthgen_db.operations.words import LEVELS, SERVICE_CODES, TRIAGE_COLORS
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.data_files import checked
from tests.unit.operations.demands import demand, world_of
from tests.unit.operations.hospitals import DAY, START, Hospital, random_demand

# What it takes from system 003: its departments, and its wards without their letters and numbers.
DEPARTMENTS = {
    "Obstetrics and Gynaecology", "Pediatrics", "Medicine", "Surgery", "Oncology", "Intensive Care", "Psychiatry",
    "High Care", "Palliative", "Cardiology", "Neurology",
}  # fmt: skip
WARDS = {
    "Maternity", "Pediatrics", "Neonatal ICU", "General Medicine", "Infectious Diseases", "Surgery", "Oncology",
    "Adult ICU", "Psychiatry", "High Care", "Palliative", "Cardiac", "CCU", "Neurology", "Stroke Unit",
}  # fmt: skip
# The lowest ages of its roles.
LOWEST_AGES = {
    "Surgeon": 28, "Doctor": 27, "Pathologist": 27, "Occupational therapist": 25, "Speech therapist": 25,
    "Respiratory therapist": 25, "Dental hygienist": 25, "Radiation therapist": 25, "Laboratory technician": 25,
    "Nurse": 23, "Pharmacist": 23, "Physiotherapist": 23, "Anesthesiologist": 23, "Dietitian": 23,
    "Dental assistant": 22, "Exercise physiologist": 22, "Radiographer": 21, "Emergency medical technician": 20,
    "Administrator": 19, "Security officer": 19, "Cleaner": 19, "Porter": 19,
}  # fmt: skip
PLACE = {
    "place": "gauteng",
    "operations": True,
    "conditions": "full",
    "patients": 1500,
    "single_hospital": True,
}
WINTER = (5, 6, 7)


def month_of(seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    months: npt.NDArray[np.int64] = seconds.astype("datetime64[s]").astype("datetime64[M]").astype(int) % 12
    return months


def test_a_place_without_a_file_has_that_of_the_us() -> None:
    assert place_file("gauteng", "wards.toml").parent.name == "gauteng"
    for name in ("wards.toml", "not_there.toml"):
        assert place_file("us" if name == "wards.toml" else "gauteng", name).parent.name == "us"
    assert {path.name for path in resource("data", "places", "us").iterdir()} >= {
        path.name for path in resource("data", "places", "gauteng").iterdir()
    }


def test_the_us_are_as_the_other_files_say() -> None:
    assert load_figures("us").complaints == load_complaints()
    assert load_catalog(place="us").conditions == load_catalog().conditions
    assert services_of("us") == list(SERVICE_CODES[:11])
    assert load_colors("us") is None


def test_seasons_turn_by_half_a_year() -> None:
    here, there = load_catalog().conditions, load_catalog(place="gauteng").conditions
    for us, gauteng in zip(here, there, strict=True):
        for months, others in ((us.season, gauteng.season), (us.season_under_18, gauteng.season_under_18)):
            assert others == (months and (*months[6:], *months[:6])), us.name
    arrivals = load_figures("gauteng").arrivals.ed_only.months
    assert sorted(arrivals) == sorted(load_figures().arrivals.ed_only.months)
    assert arrivals[6] == max(arrivals)


@pytest.mark.parametrize(
    ("complaint", "months"),
    [
        ("Cough or cold", {4, 5, 6, 7, 8}),
        ("Burn", {5, 6, 7}),
        ("Assault", {12, 1}),
        ("Alcohol", {9, 10, 11, 12}),
        ("Poisoning or overdose", {12, 1}),
        ("Road traffic injury", {3, 4, 12}),
    ],
)
def test_complaints_have_the_peak_months_of_the_reference(complaint: str, months: set[int]) -> None:
    season = load_figures("gauteng").complaints[complaint].season
    highest = sorted(range(1, 13), key=lambda month: season[month - 1])[-len(months) :]
    assert set(highest) == months


def test_patients_of_gauteng_have_flu_in_winter_and_a_season_of_epidemics_in_a_calendar_year() -> None:
    world, rows = world_of(**PLACE), demand(**PLACE)
    flu = [entry.name for entry in world.catalog.conditions].index("Flu")
    month = month_of(rows["registered"])
    assert np.isin(month[rows["condition"] == flu], WINTER).mean() > 0.5
    assert world.seasons.epidemics_from == 1
    services = set(np.array(SERVICE_CODES)[rows["service"][rows["admits"] != 0]])
    assert {"INF", "PALL"} <= services <= set(services_of("gauteng"))


def test_a_hospital_of_gauteng_has_the_wards_of_the_reference_with_patients_in_them() -> None:
    days = 12
    patients = random_demand(days, 700)
    general = np.flatnonzero(patients["level"] == LEVELS.index("general"))
    patients["service"][general[::5]] = SERVICE_CODES.index("INF")
    patients["service"][general[1::5]] = SERVICE_CODES.index("PALL")
    patients["step_down_s"] *= 3
    hospital = Hospital(patients, days, place="gauteng")
    departments = set(hospital.layout.tables()["departments"]["name"].to_pylist())
    assert departments == DEPARTMENTS | {"Emergency medicine"}
    file = load_wards("gauteng")
    assert {ward.name for ward in file.wards} == WARDS | {"Labour"}
    names = [unit.name for unit in hospital.layout.units]
    assert {"General Medicine A", "General Medicine B", "Surgery 1", "Surgery 2"} <= set(names)
    assert {
        ward.name for ward, beds in zip(file.wards, hospital.capacity.beds, strict=True) if beds == 0
    } == set()
    hospital.run(START + days * DAY)
    beds = {row[0] for patient in hospital.flow.log.patients for row in patient.all_bed_rows()} - {NOWHERE}
    used = {int(hospital.layout.unit_of[bed]) for bed in beds}
    assert used >= set(range(1, len(names) - 1))


def test_the_staff_of_gauteng_have_the_roles_of_the_reference() -> None:
    roles, teams = load_roles("gauteng"), load_teams("gauteng")
    assert {name: roles[name].min_age for name in LOWEST_AGES} == LOWEST_AGES
    assert load_careers("gauteng").retirement.ages[-1] == 64
    assert {name for team in teams.teams for name in team.roles} == set(roles)
    # The other parts of the program find these teams by name.
    assert {team.kind for team in teams.teams} >= {
        "ward nurses", "emergency nurses", "triage nurses", "operating nurses", "float nurses", "paramedics",
        "emergency providers", "hospitalists", "attending physicians", "surgeons", "anesthetists",
        "emergency medical technicians",
    }  # fmt: skip
    on_the_cycle = {team.kind for team in teams.teams if "twenty-one days" in team.patterns}
    assert on_the_cycle >= {"ward nurses", "hospitalists", "pharmacists"}


def test_colors_follow_from_esi_and_score() -> None:
    colors = load_colors("gauteng")
    assert colors is not None
    esi, score = np.array([1, 2, 2, 3, 3, 3, 4, 4, 5, 5]), np.array([0, 0, 9, 3, 6, 12, 3, 4, 0, 8])
    found = [TRIAGE_COLORS[number] for number in colors.of(esi, score)]
    assert found == [
        "red", "orange", "red", "yellow", "orange", "red", "green", "yellow", "green", "orange",
    ]  # fmt: skip


def test_wards_that_merge_in_a_circle_are_refused() -> None:
    file = load_wards("us").model_dump()
    wards = {ward["key"]: ward for ward in file["wards"]}
    wards["medicine"]["merges_into"] = "telemetry"
    with pytest.raises(ConfigError, match="circle: medicine, telemetry, medicine"):
        checked(WardFile, file, path=place_file("us", "wards.toml"))
    wards["medicine"]["merges_into"] = None
    file["parts"]["labor"] = "delivery"
    with pytest.raises(ConfigError, match="parts: there is no ward delivery"):
        checked(WardFile, file, path=place_file("us", "wards.toml"))
