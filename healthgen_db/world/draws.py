"""Addressable random numbers: a draw is a pure function of (seed, name of the draw, key).

Nothing is streamed, so any block of patients can be computed alone, in any order, on any machine. The bits are
SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) jumped to the
key: finalise(key + key * golden), where the key is a BLAKE2b digest of the seed and the draw's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COARSE",
    "FINE",
    "VISITS_PER_PATIENT",
    "Categories",
    "Draws",
    "Floats",
    "Ints",
    "Words",
    "lookup_table",
    "lookup_tables",
]

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Categories = NDArray[np.int16]

# Addresses of a patient's visits: patient * 128 + visit number; the visit number takes two decimal digits.
VISITS_PER_PATIENT = 128

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIER_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLIER_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
_BELOW_ONE = 1 - _TO_UNIT
# A table of 2**16 entries shows every share to 0.0015 %, and fits into the second-level cache; where there are many
# tables side by side and few categories in each, 2**10 entries (0.1 %) do.
FINE, COARSE = 16, 10


class Draws:
    """All random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._keys: dict[str, np.uint64] = {}

    def bits(self, name: str, key: Words | Ints) -> Words:
        """Return 64 random bits for each key, shape as `key`."""
        word = key.astype(np.uint64)  # always a copy, so the mixing below may work in place
        word *= _GOLDEN
        word += self._key(name)
        word ^= word >> np.uint64(30)
        word *= _MULTIPLIER_1
        word ^= word >> np.uint64(27)
        word *= _MULTIPLIER_2
        word ^= word >> np.uint64(31)
        return word

    def uniform(self, name: str, key: Words | Ints) -> Floats:
        """Return floats in [0, 1) with 53 random bits each."""
        chance: Floats = np.multiply(self.bits(name, key) >> np.uint64(11), _TO_UNIT)
        return chance

    def below(self, name: str, key: Words | Ints, bound: Ints | int) -> Ints:
        """Return integers in [0, bound), with bound below 2**31."""
        high = self.bits(name, key) >> np.uint64(32)
        number: Ints = ((high * np.asarray(bound, dtype=np.uint64)) >> np.uint64(32)).astype(np.int64)
        return number

    def stratified(self, name: str, key: Ints, run: int) -> Floats:
        """Return floats in [0, 1) as `uniform` does, but spread evenly: a stratified sample.

        Of the keys 0 to run - 1, run to 2 * run - 1, and so on, each has one in every run-th part of [0, 1).
        """
        runs, row = np.unique(key // run, return_inverse=True)
        members = runs[:, None] * run + np.arange(run)
        turn = np.argsort(self.bits(f"{name}.stratum", members), axis=1, kind="stable")
        stratum = np.argsort(turn, axis=1, kind="stable")[row, key % run]
        return np.minimum((stratum + self.uniform(name, key)) / run, _BELOW_ONE)

    def categorical(self, name: str, key: Words | Ints, table: Categories) -> Categories:
        """Return a category for each key from one lookup table of `lookup_table`."""
        picked: Categories = table[self.bits(name, key) >> np.uint64(64 - _bits_of(table))]
        return picked

    def categorical_by(
        self, name: str, key: Words | Ints, tables: Categories, row: NDArray[np.integer]
    ) -> Categories:
        """Return a category for each key from the table in row `row` of `tables`, shape (rows, 2**bits)."""
        bits = _bits_of(tables)
        index = self.bits(name, key) >> np.uint64(64 - bits)
        index |= row.astype(np.uint64) << np.uint64(bits)
        picked: Categories = tables.reshape(-1)[index]
        return picked

    def _key(self, name: str) -> np.uint64:
        key = self._keys.get(name)
        if key is None:
            digest = hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()
            key = self._keys[name] = np.uint64(int.from_bytes(digest, "little"))
        return key


def lookup_table(weights: Sequence[float] | Floats, bits: int = FINE) -> Categories:
    """Return a table of 2**bits category numbers in which each category's share follows its weight.

    weights: shape (categories,), not negative, at least one positive. A category without weight never occurs.
    """
    edges = np.cumsum(weights, dtype=np.float64)
    ends = np.searchsorted(_middles(bits) * edges[-1], edges)
    table: Categories = np.repeat(np.arange(len(edges), dtype=np.int16), np.diff(ends, prepend=0))
    return table


@cache
def _middles(bits: int) -> Floats:
    """Return the middles of 2**bits equal parts of the way from 0 to 1."""
    middles: Floats = (np.arange(1 << bits) + 0.5) / (1 << bits)
    return middles


def lookup_tables(weights: Sequence[Sequence[float]] | Floats, bits: int = FINE) -> tuple[Categories, Ints]:
    """Return lookup tables for many rows of weights, each distinct row once, and the table number of each row."""
    numbers: dict[tuple[float, ...], int] = {}
    row = [numbers.setdefault(tuple(map(float, entry)), len(numbers)) for entry in weights]
    return np.stack([lookup_table(entry, bits) for entry in numbers]), np.array(row, dtype=np.int64)


def _bits_of(tables: Categories) -> int:
    return int(tables.shape[-1]).bit_length() - 1
