"""Emergency runs: times by surroundings, priority and care by severity, offload by boarding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.operations.ambulances.crews_needed import PARTS_OF_DAY, crews_needed
from healthgen_db.operations.ambulances.emergency_runs import EmergencyRuns
from healthgen_db.operations.ambulances.runs import ADVANCED, Runs
from healthgen_db.operations.ambulances.surroundings import RURAL, SUBURBAN, URBAN, surroundings_at
from healthgen_db.operations.figures.load import load_complaints
from healthgen_db.operations.places.capacity import HOURS_PER_DAY, Load
from healthgen_db.operations.words import PRIORITIES
from healthgen_db.world.draws import Draws

COUNT = 20_000
LEVELS = [3, 30, 56, 10, 1]
"""Shares of ESI 1 to 5 of the patients who come by ambulance, %."""
TIMES = ("called", "dispatched", "en_route", "on_scene", "left_scene", "arrived", "hands_over")
Rows = dict[str, NDArray[Any]]


def arrivals() -> Rows:
    """Return patients who come by ambulance, with the complaints for which they do."""
    random, complaints = np.random.default_rng(2), load_complaints().values()
    weight = np.array([sum(entry.shares) * entry.ambulance for entry in complaints])
    return {
        "encounter_id": np.arange(COUNT) * 10_000 + 5_001,
        "registered": np.full(COUNT, 1_767_243_600),
        "complaint": random.choice(weight.size, COUNT, p=weight / weight.sum()),
        "esi": random.choice(5, COUNT, p=np.array(LEVELS) / 100) + 1,
        "decision": np.ones(COUNT, dtype=np.int64),
    }


def runs_in(surroundings: int = URBAN, boarding: float = 0.0) -> Runs:
    """Return the runs of the arrivals, all in the same surroundings."""
    made = EmergencyRuns(Draws(3), np.eye(3)[surroundings])
    return made.of(arrivals(), np.full(COUNT, boarding))


def minutes(runs: Runs, begin: str, end: str) -> NDArray[np.float64]:
    """Return the minutes between two times of the runs."""
    found: NDArray[np.float64] = (getattr(runs, end) - getattr(runs, begin)) / 60
    return found


@pytest.mark.parametrize(
    ("surroundings", "response", "slowest", "scene", "way"),
    [(URBAN, 7, 13, 15, 11), (SUBURBAN, 7.7, 14, 16, 14), (RURAL, 14, 30, 18, 25)],
)
def test_times_are_in_order_and_usual_for_the_surroundings(
    surroundings: int, response: float, slowest: float, scene: float, way: float
) -> None:
    runs = runs_in(surroundings)
    assert (np.diff([getattr(runs, name) for name in TIMES], axis=0) >= 0).all()
    to_scene = minutes(runs, "called", "on_scene")
    assert np.median(to_scene) == pytest.approx(response, rel=0.1)
    assert np.percentile(to_scene, 90) == pytest.approx(slowest, rel=0.15)
    assert np.median(minutes(runs, "on_scene", "left_scene")) == pytest.approx(scene, rel=0.1)
    assert np.median(minutes(runs, "left_scene", "arrived")) == pytest.approx(way, rel=0.1)
    speed = runs.miles / 10 / (minutes(runs, "left_scene", "arrived") / 60)
    assert np.median(speed) == pytest.approx([28, 38, 50][surroundings], rel=0.05)


def test_places_differ_in_their_surroundings() -> None:
    manhattan, naperville, ithaca, far = (
        surroundings_at(*place) for place in ((40.75, -73.99), (41.77, -88.15), (42.44, -76.5), (0.0, -150.0))
    )
    assert manhattan[URBAN] > naperville[URBAN] > ithaca[URBAN]
    assert ithaca[SUBURBAN] > ithaca[RURAL] > manhattan[RURAL]
    assert far.tolist() == [0, 0, 1]


def test_priorities_have_their_shares_and_follow_urgency_and_complaint() -> None:
    rows, runs = arrivals(), runs_in()
    shares = np.bincount(runs.priority, minlength=len(PRIORITIES)) / COUNT * 100
    assert shares == pytest.approx([2, 24, 18, 22, 30, 4], abs=4)
    means = [runs.priority[rows["esi"] == level].mean() for level in range(1, 6)]
    assert (np.diff(means) > 0.2).all()
    names = list(load_complaints())
    stroke, sprain, crash = (
        rows["complaint"] == names.index(name)
        for name in ("Stroke symptoms", "Limb or back injury", "Road traffic injury")
    )
    middle = rows["esi"] == 3
    assert runs.priority[stroke & middle].mean() < runs.priority[sprain & middle].mean() - 1
    scene = minutes(runs, "on_scene", "left_scene")
    assert np.median(scene[crash & middle]) < np.median(scene[stroke & middle]) < np.median(scene[middle])


def test_who_dies_on_arrival_had_a_long_resuscitation() -> None:
    made, rows = EmergencyRuns(Draws(3), np.eye(3)[URBAN]), arrivals()
    alive = made.of(rows | {"esi": np.ones(COUNT, dtype=np.int64)}, np.zeros(COUNT))
    dead = made.of(
        rows | {"esi": np.ones(COUNT, dtype=np.int64), "decision": np.full(COUNT, 5)}, np.zeros(COUNT)
    )
    assert (dead.priority == 0).mean() > 0.7 > 0.4 > (alive.priority == 0).mean()
    scene = minutes(dead, "on_scene", "left_scene")[(dead.priority == 0) & (alive.priority != 0)]
    assert np.median(scene) == pytest.approx(28, rel=0.1)


def test_care_lights_and_speed_follow_the_priority() -> None:
    runs = runs_in()
    advanced = [(runs.care[runs.priority == each] == ADVANCED).mean() for each in range(len(PRIORITIES))]
    assert (np.diff(advanced) < 0).all()
    assert (runs.care == ADVANCED).mean() == pytest.approx(0.65, abs=0.05)
    assert (runs.lights == (runs.priority <= PRIORITIES.index("Bravo"))).all()
    travel = minutes(runs, "en_route", "on_scene")
    assert np.median(travel[runs.lights]) < 0.9 * np.median(travel[~runs.lights])


def test_offload_grows_with_boarding_and_depends_on_urgency() -> None:
    quiet, usual, crowded = (
        minutes(runs_in(boarding=each), "arrived", "hands_over") for each in (0, 0.15, 0.8)
    )
    assert np.median(usual) == pytest.approx(14, rel=0.1)
    assert 30 <= np.percentile(usual, 90) <= 45
    assert np.median(crowded) > 1.5 * np.median(usual) > 1.6 * np.median(quiet)
    esi = arrivals()["esi"]
    assert np.median(usual[esi == 1]) < 0.6 * np.median(usual[esi == 3])
    assert crowded.max() == 240


@pytest.mark.parametrize("a_day", [0, 3, 22, 120])
@pytest.mark.parametrize("busiest", [(7, 11), (12, 18), (19, 23), (0, 6)])
def test_enough_crews_are_on_duty_at_each_hour(a_day: int, busiest: tuple[int, int]) -> None:
    load = Load(hours=24.0, bed_hours=np.zeros(1))
    load.ambulances_by_hour[:] = a_day / HOURS_PER_DAY
    load.ambulances_by_hour[slice(*busiest)] *= 1.5
    needed = crews_needed(load)
    total = needed.advanced + needed.basic
    on_duty = total + np.roll(total, 1)
    # begins at 7 with those from 23, at 11 with those from 7, ...
    for crews, hours in zip(on_duty, PARTS_OF_DAY, strict=True):
        busy = load.ambulances_by_hour[list(hours)].max() * 1.25
        assert crews >= busy + np.sqrt(busy)
    assert total.sum() <= on_duty.max() + on_duty.min() + 1
    assert needed.basic.sum() <= 0.35 * total.sum()
    assert ((needed.advanced > 0) == (total > 0)).all()
    assert needed.at_once[0] == (needed.advanced + np.roll(needed.advanced, 1)).max()
    assert needed.technicians.sum() + needed.paramedics.sum() == 2 * total.sum()
