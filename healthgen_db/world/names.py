"""First names by sex and birth decade, and last names, as frequent as in the US."""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.codes import Sex
from healthgen_db.world.draws import Draws, Ints, lookup_table

SEXES: tuple[Sex, Sex] = ("Female", "Male")
MALE = 1


class Names:
    """The names, and lookup tables that draw them by frequency. A group is a birth decade and a sex.

    decades: int64, shape (decades,), first years of the birth decades
    first: Arrow strings, shape (first names,), all first names, sorted by group
    first_start: int64, shape (decades * 2,), where each group begins in `first`; group = index of the decade * 2 + sex
    first_tables: int16, shape (decades * 2, 2**16), positions of first names in their group
    last: Arrow strings, shape (last names,), all last names
    last_table: int16, shape (2**16,), indexes into `last`
    """

    def __init__(self) -> None:
        first = pa.csv.read_csv(resource("data", "first_names.csv.gz"))
        male = first["sex"].to_numpy(zero_copy_only=False) == SEXES[MALE]
        group = first["birth_decade"].to_numpy() * len(SEXES) + male
        order = np.argsort(group, kind="stable")
        groups, start = np.unique(group[order], return_index=True)
        births = first["births"].to_numpy()[order].astype(np.float64)
        self.decades: Ints = np.unique(groups // len(SEXES))
        self.first = first["first_name"].combine_chunks().take(pa.array(order))
        self.first_start = start.astype(np.int64)
        self.first_tables = np.stack([lookup_table(weights) for weights in np.split(births, start[1:])])
        last = pa.csv.read_csv(resource("data", "last_names.csv.gz"))
        self.last = last["last_name"].combine_chunks()
        self.last_table = lookup_table(last["count"].to_numpy().astype(np.float64))

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

    def people(
        self,
        name: str,
        key: Ints,
        draws: Draws,
        birth_year: NDArray[np.integer],
        sex: NDArray[np.integer],
    ) -> tuple[list[str], list[str]]:
        """Draw first names, which fit birth year and sex, and last names."""
        first = self.first.take(pa.array(self.first_index(f"{name}.first", key, draws, birth_year, sex)))
        last = self.last.take(pa.array(draws.categorical(f"{name}.last", key, self.last_table)))
        return first.to_pylist(), last.to_pylist()


@cache
def load_names() -> Names:
    """Read the shipped names. data/README.md has the sources."""
    return Names()
