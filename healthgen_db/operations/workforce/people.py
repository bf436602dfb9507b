"""The people whom a hospital hires: sex, birth, and since when they have worked in their profession."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.figures.careers import load_careers, load_roles
from healthgen_db.world.calendar import DAYS_PER_YEAR
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.names import MALE

# Keys of hires: post key * KEY_DAYS + day + DAYS_BEFORE.
KEY_DAYS, DAYS_BEFORE = 1 << 20, 1 << 18
# Somebody who is new to the profession has been in it for at most so many days.
NEW_DAYS = 90


@dataclass(frozen=True)
class People:
    """Columns over people, shape (people,)."""

    key: Ints
    """Draw key."""
    sex: Ints
    born: Ints
    """Day of birth."""
    since: Ints
    """Since when in the profession."""


def hire_key(post_key: Ints, day: Ints | int) -> Ints:
    """Return the draw keys of people who are hired for posts on a day; nobody else has them."""
    return post_key * KEY_DAYS + DAYS_BEFORE + day


class Hiring:
    """Draws people for roles of a place."""

    def __init__(self, place: str, draws: Draws) -> None:
        self.draws = draws
        file, roles = load_careers(place), list(load_roles(place).values())
        careers = [file.careers[role.career] for role in roles]
        self.skew, self.oldest = file.entry_skew, file.oldest_hired
        self.entry = np.array([role.entry for role in roles], dtype=np.float64)
        self.women = np.array([role.women for role in roles]) / 100
        self.years = np.array([role.years for role in roles], dtype=np.float64)
        # Nobody who has just begun is hired for a role that needs years in the profession.
        self.new = np.where(self.years > 0, 0.0, np.array([career.new for career in careers]) / 100)
        bands = max(len(career.years) for career in careers)
        self.limits = np.array(
            [_padded((1, *career.years), bands + 1) for career in careers], dtype=np.float64
        )
        edges = [np.cumsum(career.weights) / 100 for career in careers]
        self.edges = np.array([_padded(tuple(each[:-1]), bands - 1, 1.0) for each in edges])

    def people(self, key: Ints, role: Ints, day: Ints | int, least_years: float = 0.0) -> People:
        """Draw the people who are hired for roles on a day.

        key: draw keys, shape (people,); role: index of the role; least_years: in the profession, if the role asks less
        """
        draws = self.draws
        low, high = self.entry[role].T
        entry = low + (high - low) * draws.uniform("staff.entry_age", key) ** self.skew
        years = np.maximum(self._years(key, role), np.maximum(self.years[role], least_years))
        years = np.minimum(years, np.maximum(self.oldest - entry, self.years[role]))
        new = (draws.uniform("staff.new", key) < self.new[role]) & (least_years == 0)
        ago = np.where(new, draws.below("staff.new_days", key, NEW_DAYS), np.ceil(years * DAYS_PER_YEAR) + 1)
        since = day - ago.astype(np.int64)
        sex = (draws.uniform("staff.sex", key) >= self.women[role]).astype(np.int64) * MALE
        born = since - np.ceil(entry * DAYS_PER_YEAR).astype(np.int64) - 1
        return People(key, sex, born, since)

    def _years(self, key: Ints, role: Ints) -> Floats:
        """Draw years in the profession: a band, and a place in it."""
        band = (self.draws.uniform("staff.band", key)[:, None] >= self.edges[role]).sum(axis=1)
        low, high = self.limits[role, band], self.limits[role, band + 1]
        years: Floats = low + (high - low) * self.draws.uniform("staff.years", key)
        return years


def _padded(values: tuple[float, ...], size: int, fill: float | None = None) -> list[float]:
    """Return the values, with the last one, or `fill`, repeated up to a size."""
    return [*values, *[values[-1] if fill is None else fill] * (size - len(values))]
