"""Random numbers with draw keys: a draw is a pure function of (seed, name of the draw, draw key).

No draw depends on the draws before it, so every block of patients can be computed alone, in any order, on any machine.
The bits are those of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
A draw jumps to its place in that stream: finalise(start + key * golden). The start is a BLAKE2b digest of the seed and
the name of the draw.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Categories = NDArray[np.int16]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIER_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLIER_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
_BELOW_ONE = 1 - _TO_UNIT
# Bits of lookup tables. A table with 2**16 entries shows each share with an error of at most 0.0015 % and fits into the
# second-level cache. 2**10 entries (0.1 %) are for many tables side by side with few categories each.
FINE, COARSE = 16, 10
# Bits of the table of normal quantiles, which fits into the first-level cache.
NORMAL_BITS = 12
# Ranks of normal numbers are from 0 to RANKS - 1, so that they are indexes into coarse tables.
RANKS = 1 << COARSE
# Ranks are looked up: from -LARGEST_SCORE to LARGEST_SCORE, SCORE_STEPS in each standard deviation.
LARGEST_SCORE, SCORE_STEPS = 4, 256


class Draws:
    """All random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._starts: dict[str, np.uint64] = {}

    def bits(self, name: str, key: Words | Ints) -> Words:
        """Return 64 random bits for each key, in the shape of `key`."""
        word = key.astype(np.uint64)  # always a copy, so the mixing below can work in place
        word *= _GOLDEN
        word += self.start(name)
        word ^= word >> np.uint64(30)
        word *= _MULTIPLIER_1
        word ^= word >> np.uint64(27)
        word *= _MULTIPLIER_2
        word ^= word >> np.uint64(31)
        return word

    def uniform(self, name: str, key: Words | Ints) -> Floats:
        """Return floats in [0, 1) with 53 random bits each, in the shape of `key`."""
        chance: Floats = np.multiply(self.bits(name, key) >> np.uint64(11), _TO_UNIT)
        return chance

    def below(self, name: str, key: Words | Ints, bound: Ints | int) -> Ints:
        """Return integers in [0, bound), in the shape of `key`; `bound` must be below 2**31."""
        high = self.bits(name, key) >> np.uint64(32)
        return ((high * np.asarray(bound, dtype=np.uint64)) >> np.uint64(32)).astype(np.int64)

    def stratified(self, name: str, key: Ints, group: int) -> Floats:
        """Return floats in [0, 1) as a stratified sample: more evenly spread than those of `uniform`.

        The keys 0 to group - 1 are one group, the keys group to 2 * group - 1 the next, and so on. The interval [0, 1)
        is cut into `group` equal parts, and each part holds exactly one key of every group.
        """
        groups, row = np.unique(key // group, return_inverse=True)
        members = groups[:, None] * group + np.arange(group)
        order = np.argsort(self.bits(f"{name}.stratum", members), axis=1, kind="stable")
        stratum = np.argsort(order, axis=1, kind="stable")[row, key % group]
        return np.minimum((stratum + self.uniform(name, key)) / group, _BELOW_ONE)

    def normal(self, name: str, key: Words | Ints) -> Floats:
        """Return normal numbers (mean 0, standard deviation 1), one of 2**12 quantiles each, in the shape of `key`."""
        number: Floats = _normal_quantiles()[self.bits(name, key) >> np.uint64(64 - NORMAL_BITS)]
        return number

    def categorical(self, name: str, key: Words | Ints, table: Categories) -> Categories:
        """Return a category for each key from one table of `lookup_table`."""
        category: Categories = table[self.bits(name, key) >> np.uint64(64 - _bits_of(table))]
        return category

    def categorical_by(
        self, name: str, key: Words | Ints, tables: Categories, row: NDArray[np.integer]
    ) -> Categories:
        """Return a category for each key from row `row` of `tables`, which have shape (rows, 2**bits)."""
        bits = _bits_of(tables)
        index = self.bits(name, key) >> np.uint64(64 - bits)
        index |= row.astype(np.uint64) << np.uint64(bits)
        category: Categories = tables.reshape(-1)[index]
        return category

    def start(self, name: str) -> np.uint64:
        """Return where the draws of a name begin; see the module's docstring."""
        start = self._starts.get(name)
        if start is None:
            digest = hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()
            start = self._starts[name] = np.uint64(int.from_bytes(digest, "little"))
        return start


def rank_of_normal(score: Floats) -> Ints:
    """Return the place of normal numbers among all normal numbers, from 0 to RANKS - 1.

    Numbers that are normal only nearly give ranks that are evenly spread only nearly.
    """
    step = np.clip((score + LARGEST_SCORE) * SCORE_STEPS, 0, 2 * LARGEST_SCORE * SCORE_STEPS)
    rank: Ints = _ranks()[step.astype(np.int64)]
    return rank


@cache
def _normal_quantiles() -> Floats:
    inverse = NormalDist().inv_cdf
    return np.array([inverse(chance) for chance in _middles(NORMAL_BITS)])


@cache
def _ranks() -> Ints:
    """Return the ranks of the numbers from -LARGEST_SCORE to LARGEST_SCORE, with SCORE_STEPS in each unit."""
    scores = np.arange(2 * LARGEST_SCORE * SCORE_STEPS + 1) / SCORE_STEPS - LARGEST_SCORE
    below = np.array([NormalDist().cdf(score) for score in scores])
    ranks: Ints = np.minimum(below * RANKS, RANKS - 1).astype(np.int64)
    return ranks


def lookup_table(weights: Sequence[float] | Floats, bits: int = FINE) -> Categories:
    """Return category numbers, shape (2**bits,), in which the share of each category follows its weight.

    weights: shape (categories,), none negative, at least one positive. A category with weight 0 never occurs.
    """
    edges = np.cumsum(weights, dtype=np.float64)
    ends = np.searchsorted(_middles(bits) * edges[-1], edges)
    return np.repeat(np.arange(len(edges), dtype=np.int16), np.diff(ends, prepend=0))


@cache
def _middles(bits: int) -> Floats:
    """Return the middles of 2**bits equal parts of [0, 1], shape (2**bits,)."""
    return (np.arange(1 << bits) + 0.5) / (1 << bits)


def lookup_tables(weights: Sequence[Sequence[float]] | Floats, bits: int = FINE) -> tuple[Categories, Ints]:
    """Return one lookup table for each distinct row of weights, and the number of each row's table.

    weights: shape (rows, categories). The results have the shapes (tables, 2**bits) and (rows,).
    """
    numbers: dict[tuple[float, ...], int] = {}
    row = [numbers.setdefault(tuple(map(float, entry)), len(numbers)) for entry in weights]
    return np.stack([lookup_table(entry, bits) for entry in numbers]), np.array(row, dtype=np.int64)


def _bits_of(tables: Categories) -> int:
    return int(tables.shape[-1]).bit_length() - 1
