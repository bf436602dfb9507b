"""First names by sex and birth decade, and last names, as frequent as in the US."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.entries import Sex
from healthgen_db.world.draws import Categories, Draws, Ints, lookup_table

SEXES: tuple[Sex, Sex] = ("Female", "Male")
MALE = 1


@dataclass(frozen=True)
class Names:
    """The names, and lookup tables that draw them by frequency. A group is a birth decade and a sex."""

    decades: Ints
    """First years of the birth decades, shape (decades,)."""
    first: pa.StringArray
    """All first names, shape (first names,), sorted by group."""
    first_start: Ints
    """Where each group begins in `first`, shape (decades * 2,). Group = index of the decade * 2 + sex."""
    first_tables: Categories
    """Positions of first names in their group, shape (decades * 2, 2**16)."""
    last: pa.StringArray
    """All last names, shape (last names,)."""
    last_table: Categories
    """Indexes into `last`, shape (2**16,)."""

    def first_index(
        self,
        name: str,
        key: Ints,
        draws: Draws,
        birth_year: NDArray[np.integer],
        sex: NDArray[np.integer],
    ) -> Ints:
        """Draw first names that fit birth year and sex, and return their indexes into `first`."""
        decade = np.clip((birth_year - self.decades[0]) // 10, 0, self.decades.size - 1)
        group = decade * len(SEXES) + sex
        index: Ints = self.first_start[group] + draws.categorical_by(name, key, self.first_tables, group)
        return index

    def full_names(self, name: str, key: Ints, draws: Draws, decades: Sequence[int]) -> list[str]:
        """Draw full names of people born in these decades, half women and half men."""
        decade = np.array(decades)[draws.below(f"{name}.decade", key, len(decades))]
        sex = draws.below(f"{name}.sex", key, len(SEXES))
        first = self.first.take(pa.array(self.first_index(f"{name}.first", key, draws, decade, sex)))
        last = self.last.take(pa.array(draws.categorical(f"{name}.last", key, self.last_table)))
        return [f"{a} {b}" for a, b in zip(first.to_pylist(), last.to_pylist(), strict=True)]


@cache
def load_names() -> Names:
    """Read the shipped names. data/README.md has the sources."""
    first = pa.csv.read_csv(resource("data", "first_names.csv.gz"))
    male = first["sex"].to_numpy(zero_copy_only=False) == SEXES[MALE]
    group = first["birth_decade"].to_numpy() * len(SEXES) + male
    order = np.argsort(group, kind="stable")
    groups, start = np.unique(group[order], return_index=True)
    births = first["births"].to_numpy()[order].astype(np.float64)
    last = pa.csv.read_csv(resource("data", "last_names.csv.gz"))
    return Names(
        decades=np.unique(groups // len(SEXES)),
        first=first["first_name"].combine_chunks().take(pa.array(order)),
        first_start=start.astype(np.int64),
        first_tables=np.stack([lookup_table(weights) for weights in np.split(births, start[1:])]),
        last=last["last_name"].combine_chunks(),
        last_table=lookup_table(last["count"].to_numpy().astype(np.float64)),
    )
