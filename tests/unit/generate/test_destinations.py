"""Nursing homes: how many first stays lead there, by age and condition."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from healthgen_db.config.options import Config
from healthgen_db.generate.care.destinations import DestinationTables, nursing_home_bound
from healthgen_db.world.world import World, build_world

KEYS = np.arange(100_000, dtype=np.int64)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(patients=10, today=date(2026, 6, 30), conditions="full"))


@pytest.fixture(scope="module")
def tables(world: World) -> DestinationTables:
    return DestinationTables(world)


def share(world: World, tables: DestinationTables, name: str, age: int) -> float:
    number = [condition.name for condition in world.catalog.conditions].index(name)
    condition, ages = np.full(KEYS.size, number), np.full(KEYS.size, age, dtype=np.int16)
    return float(nursing_home_bound(tables, KEYS, condition, ages).mean())


def test_the_share_doubles_with_age_and_has_a_limit(world: World, tables: DestinationTables) -> None:
    figures = world.behavior.nursing_home
    usual = share(world, tables, "Stroke", figures.age)
    assert usual == pytest.approx(0.28, abs=0.005)
    later = figures.age + int(figures.doubling_years)
    assert share(world, tables, "Stroke", later) == pytest.approx(2 * usual, abs=0.01)
    assert share(world, tables, "Hip fracture", 95) == pytest.approx(figures.most, abs=0.005)


def test_children_and_mothers_go_home(world: World, tables: DestinationTables) -> None:
    assert share(world, tables, "Sepsis", 17) == 0 < share(world, tables, "Sepsis", 50)
    assert share(world, tables, "Childbirth", 40) == 0


def test_the_condition_matters(world: World, tables: DestinationTables) -> None:
    shares = [share(world, tables, name, 80) for name in ("Chest pain", "COPD", "Sepsis", "Hip fracture")]
    assert shares == sorted(shares)
    assert shares[-1] > 10 * shares[0]


def test_a_stay_always_gets_the_same_answer(tables: DestinationTables) -> None:
    condition, age = np.zeros(KEYS.size, dtype=np.int64) + 14, np.full(KEYS.size, 80, dtype=np.int16)
    whole = nursing_home_bound(tables, KEYS, condition, age)
    some = nursing_home_bound(tables, KEYS[500:600], condition[500:600], age[500:600])
    assert (whole[500:600] == some).all()
