"""The demand has the shares of the facts: how patients come, how urgent they are, how long and where they stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.operations.figures.load import load_figures
from healthgen_db.operations.words import (
    CARE,
    DISPOSITIONS,
    LEVELS,
    SERVICE_CODES,
    TRANSFER_REASONS,
)
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import weekday_of
from healthgen_db.world.places.time_zones import zone_of
from tests.unit.operations.demands import (
    AMBULANCE,
    DAY,
    DIED,
    HOUR,
    INPATIENT,
    OBSERVATION,
    SCHEDULED,
    TRANSFER,
    Columns,
    demand,
    kinds,
    rows,
    world_of,
)

HOSPITAL: dict[str, Any] = {"patients": 20_000, "single_hospital": True, "conditions": "full"}


@pytest.fixture(scope="module")
def found() -> Columns:
    return demand(**HOSPITAL)


@pytest.fixture(scope="module")
def without(found: Columns) -> Columns:
    """Return the encounters that have no visit."""
    return rows(found, kinds(found)[1])


@pytest.fixture(scope="module")
def inpatients(found: Columns) -> Columns:
    return rows(found, found["klass_admitted"] == INPATIENT)


def local(times: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return local days and hours."""
    day, second = zone_of(world_of(**HOSPITAL), 0).local(times)
    return day, second // HOUR


def shares(values: NDArray[np.integer], count: int) -> NDArray[np.float64]:
    """Return how often each value from 0 occurs, %."""
    return 100 * np.bincount(values, minlength=count) / values.size


def test_urgency(found: Columns) -> None:
    esi = found["esi"][found["through_ed"]]
    # [C, NHAMCS 2019]; level 2 has grown since [R]
    assert shares(esi, 6)[1:] == pytest.approx([1.2, 15, 51, 29, 3.7], abs=2.5)
    assert esi.min() == 1
    assert (found["esi"][~found["through_ed"]] == 0).all()
    old, young = (
        found["esi"][found["through_ed"] & which] for which in (found["age"] >= 75, found["age"] < 15)
    )
    assert np.mean(old <= 2) > 2.5 * np.mean(young <= 2)


def test_urgency_tells_who_is_admitted(found: Columns) -> None:
    through_ed = rows(found, found["through_ed"])
    admitted = [100 * np.mean(through_ed["admits"][through_ed["esi"] == level]) for level in range(1, 6)]
    # [R: 72, 35, 12, 2.5, 1 % where 12.5 % of all are admitted]; here 28 % are
    assert admitted == pytest.approx([87, 60, 29, 5, 2], abs=6)
    assert np.percentile(through_ed["triage_s"][through_ed["esi"] == 1], 99) < 12 * 60


def test_beds_are_known_for_patients_who_come_from_elsewhere(found: Columns) -> None:
    nights = rows(found, found["admits"])
    labor = nights["level"] == LEVELS.index("labor")
    minutes = nights["bed_search_s"] / 60
    assert np.median(minutes[nights["through_ed"] & ~labor]) == pytest.approx(85, rel=0.1)
    assert np.median(minutes[~nights["through_ed"] & ~labor]) == pytest.approx(20, rel=0.1)
    assert np.median(minutes[labor]) == pytest.approx(6, rel=0.3)


def test_nobody_is_found_ready_at_night(found: Columns) -> None:
    stays = rows(found, found["admits"] & (found["disposition"] != DIED))
    _, ready = local(stays["ready"])
    _, leaves = local(stays["leaves"])
    assert np.mean((ready < 7) & (leaves >= 8)) < 0.003
    assert np.mean(ready < 7) < 0.03


def test_who_comes_without_a_visit(without: Columns) -> None:
    assert 100 * np.mean(without["mode"] == AMBULANCE) == pytest.approx(15.5, abs=1.5)
    assert 100 * np.mean(without["sex"] == 0) == pytest.approx(54.6, abs=2)
    by_age = np.searchsorted([15, 25, 45, 65, 75], without["age"], side="right")
    assert shares(by_age, 6) == pytest.approx([19.9, 13.2, 26.2, 22.3, 8.9, 9.5], abs=3.5)
    decision = shares(without["disposition"].astype(np.int64), len(DISPOSITIONS))
    away = sum(decision[DISPOSITIONS.index(code)] for code in ("02", "05", "65"))
    assert away == pytest.approx(1.8, abs=0.3)
    assert decision[DISPOSITIONS.index("07")] == pytest.approx(2.3, abs=0.4)
    assert decision[DISPOSITIONS.index("21")] == pytest.approx(0.4, abs=0.15)


def test_about_three_come_without_a_visit_for_each_who_stays(found: Columns, without: Columns) -> None:
    stays = (found["through_ed"] & found["admits"]).sum()
    assert without["esi"].size / stays == pytest.approx(2.8, abs=0.4)


def test_hours_of_arrival(found: Columns, without: Columns) -> None:
    _, hour = local(found["registered"][found["through_ed"]])
    usual = load_figures().arrivals.hours["usual"]
    assert shares(hour, 24) == pytest.approx(np.array(usual), abs=0.7)
    names = list(load_figures().complaints)
    day, hour = local(without["registered"])
    drunk = without["complaint"] == names.index("Alcohol")
    assert np.mean((hour[drunk] >= 20) | (hour[drunk] < 4)) > 0.5
    assert np.mean(weekday_of(day[drunk]) >= 4) > 0.5
    child = (without["age"] < ADULT_AGE) & ~drunk
    assert np.mean(hour[child] >= 16) == pytest.approx(0.45, abs=0.05)
    planned = rows(found, (found["mode"] == SCHEDULED) & found["admits"])
    assert np.mean(local(planned["registered"])[1] < 10) > 0.65


def test_days_of_arrival(found: Columns, without: Columns) -> None:
    per_day = np.bincount(local(without["registered"])[0] - local(without["registered"])[0].min())
    # more than the variance of a Poisson distribution, which is the mean
    assert 1.05 < per_day.var() / per_day.mean() < 2.5
    day, _ = local(found["registered"][found["through_ed"]])
    assert shares(weekday_of(day), 7) == pytest.approx([15.4, 14.4, 14.1, 14.0, 14.0, 13.9, 14.2], abs=1.2)
    day, _ = local(found["registered"][(found["mode"] == SCHEDULED) & found["admits"]])
    assert shares(weekday_of(day), 7)[5:].sum() < 3


def test_times_in_the_emergency_department(without: Columns) -> None:
    minutes = (without["triage_s"] + without["assess_s"] + without["workup_s"]) / 60 + 20
    # [P: OP-18b; quartiles R]
    assert np.percentile(minutes, [25, 50, 75]) == pytest.approx([101, 162, 260], rel=0.1)
    assert np.percentile(without["triage_s"] / 60, [25, 50, 75]) == pytest.approx([3.5, 7, 14], rel=0.1)
    lost = without["esi"] == 2
    assert np.mean(without["patience"][lost] < 6 * HOUR) < 0.01
    assert without["can_walk_out"].sum() == (without["esi"] > 1).sum()


def test_modes_and_classes_of_stays(found: Columns, inpatients: Columns) -> None:
    through_ed = np.mean(inpatients["through_ed"])
    assert 0.55 < through_ed < 0.72
    assert 100 * np.mean(inpatients["mode"] == TRANSFER) == pytest.approx(4, abs=0.7)
    assert set(found["klass_admitted"][found["admits"]]) == {OBSERVATION, INPATIENT}
    assert (found["klass_admitted"][~found["admits"]] == -1).all()
    planned = (found["mode"] == SCHEDULED) & found["admits"]
    assert (found["booked"][planned] > 0).all()
    assert (found["booked"][~planned] == 0).all()


def test_dispositions(inpatients: Columns) -> None:
    percent = shares(inpatients["disposition"].astype(np.int64), len(DISPOSITIONS))
    found = dict(zip(DISPOSITIONS, percent, strict=True))
    assert found["01"] == pytest.approx(70, abs=6)
    assert found["06"] == pytest.approx(12, abs=2)
    assert found["03"] == pytest.approx(10, abs=3)
    assert found["62"] == pytest.approx(2.6, abs=0.8)
    assert found["02"] == pytest.approx(1.8, abs=0.6)
    assert found["07"] == pytest.approx(1.2, abs=0.4)
    assert found["20"] == pytest.approx(1.3, abs=0.6)
    old = inpatients["disposition"][inpatients["age"] >= 85]
    assert np.mean(old == 0) < 0.5


def test_hours_of_discharge(found: Columns) -> None:
    stays = rows(found, found["admits"] & (found["disposition"] != DIED))
    _, hour = local(stays["leaves"])
    assert 100 * np.mean(hour < 12) == pytest.approx(22, abs=3)
    assert np.argmax(np.bincount(hour)) in {13, 14, 15}
    assert (stays["ready"] > stays["registered"]).all()
    assert (stays["ready"] <= stays["leaves"]).all()
    wait = (stays["leaves"] - stays["ready"]) / HOUR
    nursing = stays["disposition"] == DISPOSITIONS.index("03")
    assert np.median(wait[stays["disposition"] == 0]) == pytest.approx(2, abs=0.3)
    assert np.mean(wait[nursing] > 24) > 0.25
    late = stays["leaves"] - stays["registered"]
    assert late.min() > 11 * HOUR


def test_intensive_care_moves_and_surgery(found: Columns, inpatients: Columns) -> None:
    adults = rows(inpatients, inpatients["age"] >= ADULT_AGE)
    intensive = adults["icu_after_s"] >= 0
    assert 100 * intensive.mean() == pytest.approx(14.5, abs=1.5)
    assert (adults["icu_s"] > 0).tolist() == intensive.tolist()
    stay = adults["leaves"] - adults["registered"]
    assert (adults["icu_after_s"] + adults["icu_s"] + adults["step_down_s"] <= stay)[intensive].all()
    died = adults["disposition"] == DIED
    assert np.mean(intensive[died]) > 0.5
    assert found["moves"].max() <= 4
    surgery = rows(found, found["surgery_at"] > 0)
    assert (surgery["surgery_at"] > surgery["registered"]).all()
    assert (surgery["surgery_at"] + surgery["surgery_s"] < surgery["leaves"]).all()
    assert 0.05 < np.mean(adults["surgery_at"] > 0) < 0.12


def test_unplanned_returns(found: Columns) -> None:
    stays = rows(found, found["klass_admitted"] == INPATIENT)
    stays = rows(stays, np.lexsort((stays["registered"], stays["patient_id"])))
    same = stays["patient_id"][1:] == stays["patient_id"][:-1]
    soon = stays["registered"][1:] - stays["leaves"][:-1] < 30 * DAY
    alive = stays["disposition"][:-1] != DIED
    returns = same & soon & (stays["mode"][1:] != SCHEDULED)
    assert 100 * returns.sum() / alive.sum() == pytest.approx(13.9, abs=1.5)


def test_urgency_and_score_are_noisy_views_of_the_stay(inpatients: Columns) -> None:
    """They tell something about the length of stay, and by far not all, as the severity column would."""
    through_ed = rows(inpatients, inpatients["through_ed"] & (inpatients["condition"] == 0))
    days = through_ed["leaves"] - through_ed["registered"]
    assert abs(np.corrcoef(through_ed["score"], days)[0, 1]) < 0.6
    everyone = rows(inpatients, inpatients["through_ed"])
    days = np.log(everyone["leaves"] - everyone["registered"])
    assert 0.03 < np.corrcoef(everyone["score"], days)[0, 1] < 0.5


def test_wards_fit_the_patients(found: Columns) -> None:
    labor = found["level"] == LEVELS.index("labor")
    assert labor.any()
    assert (found["sex"][labor] == 0).all()
    assert (found["service"][labor] == SERVICE_CODES.index("OBS")).all()
    children = found["service"] == SERVICE_CODES.index("PED")
    assert (found["age"][children] < ADULT_AGE).all()
    grown = ("PED", "PSYCH", "OBS", "EMED")
    young = found["admits"] & (found["age"] < ADULT_AGE)
    assert set(found["service"][young]) <= {SERVICE_CODES.index(code) for code in grown}


def test_complaints_fit_the_patients(found: Columns) -> None:
    groups = list(load_figures().complaints.values())
    known = rows(found, found["complaint"] >= 0)
    assert (known["complaint"] >= 0).tolist() == known["through_ed"].tolist()
    for name, which in (("min_age", np.less), ("max_age", np.greater)):
        limit = np.array([getattr(group, name) for group in groups])[known["complaint"]]
        assert not which(known["age"], limit).any(), name
    female = np.array([group.female_only for group in groups])[known["complaint"]]
    assert (known["sex"][female] == 0).all()


def test_transfers_go_to_facilities_that_offer_the_care(found: Columns) -> None:
    facilities = load_figures().facilities
    away = ("02", "03", "05", "51", "62", "63", "65")
    out = np.isin(found["disposition"], [DISPOSITIONS.index(code) for code in away])
    came = found["mode"] == TRANSFER
    moved = found["facility"] > 0
    assert not (out & came).any()
    assert ((out | came) == moved).all()
    for number, care in zip(found["facility"][moved], found["transfer_care"][moved], strict=True):
        assert CARE[care] in facilities[number - 1].care
    assert (found["transfer_reason"][moved] >= 0).all()
    assert (found["transfer_mode"][moved] >= 0).all()
    mental = TRANSFER_REASONS.index("psychiatric care")
    psychiatric = found["disposition"] == DISPOSITIONS.index("65")
    assert (found["transfer_reason"][psychiatric] == mental).all()


def test_nobody_is_too_young_for_the_complaint(found: Columns) -> None:
    least = np.array([entry.min_age for entry in load_figures().complaints.values()])
    said = found["complaint"] >= 0
    assert (least > 0).sum() > 5
    assert (found["age"][said] >= least[found["complaint"][said]]).all()
