"""Draws are pure functions of seed, name and draw key; they are uniform and independent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.world.draws import COARSE, Draws, lookup_table, lookup_tables

MANY = np.arange(1, 200_001, dtype=np.int64)


def test_known_bits() -> None:
    # The draw keys 1, 2, 3 give the first values of the published C code of SplitMix64 with this start.
    draws = Draws(0)
    draws._starts["known"] = np.uint64(1234567)
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert draws.bits("known", np.array([1, 2, 3])).tolist() == expected


@given(seed=st.integers(0, 2**63 - 1), key=st.lists(st.integers(0, 2**62), min_size=1, max_size=20))
def test_a_draw_depends_only_on_its_key(seed: int, key: list[int]) -> None:
    together = Draws(seed).uniform("x", np.array(key))
    alone = [Draws(seed).uniform("x", np.array([one]))[0] for one in reversed(key)]
    assert together.tolist() == alone[::-1]


def test_seed_and_name_matter() -> None:
    first = Draws(1).bits("a", MANY)
    assert (first != Draws(2).bits("a", MANY)).all()
    assert (first != Draws(1).bits("b", MANY)).all()


def test_uniform_is_evenly_spread_and_uncorrelated() -> None:
    draws = Draws(7)
    a, b = draws.uniform("a", MANY), draws.uniform("b", MANY)
    assert a.min() >= 0
    assert a.max() < 1
    counts = np.bincount((a * 100).astype(int), minlength=100)
    chi_square = ((counts - 2000) ** 2 / 2000).sum()
    assert chi_square < 160  # 99 degrees of freedom: above with probability 1e-4
    for left, right in ((a, b), (a[:-1], a[1:]), (a[:-128], a[128:])):
        assert abs(np.corrcoef(left, right)[0, 1]) < 0.01


def test_the_given_keys_do_not_change() -> None:
    key = MANY.copy()
    Draws(1).bits("a", key)
    assert (key == MANY).all()


def test_below_covers_its_range_evenly() -> None:
    counts = np.bincount(Draws(3).below("a", MANY, 7))
    assert counts.size == 7
    assert abs(counts / MANY.size - 1 / 7).max() < 0.004


def test_categories_follow_the_weights() -> None:
    table = lookup_table([5.0, 0.0, 3.0, 2.0])
    shares = np.bincount(Draws(3).categorical("a", MANY, table), minlength=4) / MANY.size
    assert shares == pytest.approx([0.5, 0, 0.3, 0.2], abs=0.005)


def test_categorical_by_uses_the_table_of_each_row() -> None:
    tables, row = lookup_tables([[1, 0, 0], [0, 1, 1], [1, 0, 0]], COARSE)
    assert tables.shape == (2, 1 << COARSE)
    assert row.tolist() == [0, 1, 0]
    wanted = MANY % 3
    picked = Draws(3).categorical_by("a", MANY, tables, row[wanted])
    assert (picked[wanted != 1] == 0).all()
    assert np.bincount(picked[wanted == 1])[1:] / (wanted == 1).sum() == pytest.approx([0.5, 0.5], abs=0.01)
