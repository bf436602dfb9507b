"""People of agencies: who they are. The roster calls them when nobody of the hospital can fill a shift."""

from dataclasses import dataclass, fields

import numpy as np

from healthgen_db.operations.figures.careers import load_careers
from healthgen_db.operations.workforce.people import Hiring, People, hire_key
from healthgen_db.operations.workforce.posts import POSTS_PER_HOSPITAL
from healthgen_db.operations.workforce.spells import CONTRACT, CONTRACT_ENDED, FAR
from healthgen_db.operations.workforce.teams import NONE
from healthgen_db.operations.workforce.workforce import Employments, Staff, band_days
from healthgen_db.world.draws import Draws, Ints

# Draw keys of people of agencies are those of posts that do not exist.
FIRST_PLACE = 50_000
WEEK_DAYS = 7


@dataclass(frozen=True)
class Contracts:
    """Contracts of people of agencies with one hospital, one for each person, shape (people,)."""

    staff: Ints
    """Number of the staff_id in the hospital - 1."""
    role: Ints
    """Index of the role."""
    first: Ints
    last: Ints
    """Last day."""
    people: People


class Agencies:
    """Makes contracts. Nurses of agencies are senior, so each of them can be in charge."""

    def __init__(self, place: str, draws: Draws, hospital_id: int) -> None:
        self.figures = load_careers(place).agency
        self.hiring = Hiring(place, draws)
        self.first_key = hospital_id * POSTS_PER_HOSPITAL + FIRST_PLACE

    def hire(self, day: int, staff: Ints, role: Ints) -> Contracts:
        """Return contracts that begin on a day, for people with these numbers and roles."""
        key = hire_key(self.first_key + staff % FIRST_PLACE, day)
        people = self.hiring.people(key, role, day, self.figures.least_years)
        last = day + self.figures.weeks * WEEK_DAYS - 1
        return Contracts(staff, role, np.full(staff.size, day), np.full(staff.size, last), people)


def no_contracts() -> Contracts:
    """Return no contracts."""
    none = np.empty(0, dtype=np.int64)
    return Contracts(none, none, none, none, People(*(none for _ in fields(People))))


def joined(some: Contracts, more: Contracts) -> Contracts:
    """Return the contracts of both."""
    people = People(
        *(
            np.concatenate([getattr(each.people, name.name) for each in (some, more)])
            for name in fields(People)
        )
    )
    staff, role, first, last = (
        np.concatenate([getattr(some, name), getattr(more, name)])
        for name in ("staff", "role", "first", "last")
    )
    return Contracts(staff=staff, role=role, first=first, last=last, people=people)


def agency_staff(place: str, contracts: Contracts, until: int) -> tuple[Staff, Employments]:
    """Return the people of contracts that begin by a day, and their employments as known on this day."""
    rows = np.flatnonzero(contracts.first <= until)
    size, last = rows.size, contracts.last[rows]
    number, none = contracts.staff[rows] + 1, np.full(size, NONE)
    people = {name: column[rows] for name, column in vars(contracts.people).items()}
    experienced, senior = (contracts.first[rows] >= day for day in band_days(people["since"]))
    staff = Staff(
        number=number, doctor=np.zeros(size, dtype=np.int64), agency=np.ones(size, dtype=np.bool_), **people
    )
    employments = Employments(
        staff=np.arange(size),
        post=none,
        role=contracts.role[rows],
        fte=np.full(size, load_careers(place).agency.fte),
        experience=experienced.astype(np.int64) + senior,
        first=contracts.first[rows],
        last=np.where(last > until, FAR, last),
        began=np.full(size, CONTRACT),
        ended=np.where(last > until, NONE, CONTRACT_ENDED),
    )
    return staff, employments
