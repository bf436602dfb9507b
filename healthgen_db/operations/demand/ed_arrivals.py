"""When patients come to the emergency department without having a visit: a Poisson process of each patient.

The calendar is cut into cells of equal length. A cell of a patient has its own draws, so what happens in it depends
neither on other cells nor on `today`.
"""

from dataclasses import dataclass

import numpy as np

from healthgen_db.generate.block import Care
from healthgen_db.generate.groups import SPAN, count_up
from healthgen_db.operations.demand.columns import age_group, poisson
from healthgen_db.operations.demand.visit_facts import VisitFacts
from healthgen_db.operations.figures.arrivals import EdOnly
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.calendar import DAYS_PER_YEAR, age_on, day_number, month_of, weekday_of
from healthgen_db.world.draws import Draws, Flags, Floats, Ints
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.world import World

CELL_DAYS = 64
# A cell has at most so many candidates; those of more are too rare to matter.
PER_CELL = 8
# Cells of a patient: more than the calendar has from 1950 on.
CELLS = 4096
# First ages of the groups of by_age but the first: 0-4, 5-14, 15-24, 25-44, 45-64, 65-74, 75 and older.
RATE_AGES = (5, 15, 25, 45, 65, 75)
SEXES_DIFFER, YOUNG_WOMEN_TO = 15, 45
# The factor of a day is at most that of so many standard deviations.
LARGEST_NOISE = 3.0
# A returning patient comes so many days after the first time.
RETURN_DAYS = 3
# No second encounter of a patient begins so many days after the one before, or sooner.
DAYS_APART = 1


@dataclass(frozen=True)
class EdArrivals:
    """Encounters without a visit, as columns of shape (encounters,), sorted by patient and day."""

    person: Ints
    """Index of the patient in the block."""
    key: Ints
    """Draw key: it does not depend on other encounters."""
    day: Ints
    hospital: Ints
    number: Ints
    """1, 2, 3 ... for each patient."""


class EdArrivalTables:
    """Rates, made once for each world.

    by_age: float64, shape (121, 2), relative number of encounters by age and sex (women first)
    day_factor: of a weekday and month, float64, shape (7, 12), at most 1
    nearness: float64, shape (zip codes,), factor for the distance to the nearest hospital, mean 1 over the patients
    below: float64, shape (zip codes, nearest), share of the patients who go to this hospital or one before it
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.figures: EdOnly = figures.arrivals.ed_only
        self.start, self.today = day_number(world.config.start), day_number(world.config.today)
        ages = np.arange(OLDEST_AGE + 1)
        both = np.array(self.figures.by_age)[age_group(RATE_AGES, ages)]
        women = np.where(ages < YOUNG_WOMEN_TO, self.figures.women_young, self.figures.women)
        women = np.where(ages < SEXES_DIFFER, 1.0, women)
        # the mean of the two sexes is that of the age
        self.by_age = np.stack([both * 2 * women / (1 + women), both * 2 / (1 + women)], axis=1)
        weekdays, months = np.array(self.figures.weekdays), np.array(self.figures.months)
        factor = np.outer(weekdays / weekdays.mean(), months / months.mean())
        self.largest = float(factor.max() * np.exp(self.figures.day_sigma * LARGEST_NOISE))
        self.day_factor = factor / self.largest
        facilities, geography = world.facilities, world.geography
        self.nearby = facilities.nearby
        weight = facilities.nearby_weight[0]
        self.below = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
        place = facilities.hospitals.place[self.nearby[:, 0]]
        miles = miles_between(
            geography.latitude, geography.longitude, geography.latitude[place], geography.longitude[place]
        )
        nearness = np.maximum(1 / (1 + (miles / self.figures.half_at_miles) ** 2), self.figures.far)
        self.nearness = nearness / np.average(nearness, weights=geography.weight)


def ed_arrivals(tables: EdArrivalTables, care: Care, visits: VisitFacts) -> EdArrivals:
    """Return the encounters of a block without a visit, up to `today`."""
    person, key, day = _candidates(tables, care)
    hospital = _hospitals(tables, care, person, key)
    kept = _on_busy_days(tables, hospital, key, day)
    person, key, day, hospital = (each[kept] for each in (person, key, day, hospital))
    back = np.flatnonzero(tables.draws.uniform("ed_only.returns", key) < tables.figures.returns)
    # one key is for the first time, the next one for the return
    later = day[back] + 2 + tables.draws.below("ed_only.return_day", key[back], RETURN_DAYS - 1)
    person, hospital = np.concatenate([person, person[back]]), np.concatenate([hospital, hospital[back]])
    key, day = np.concatenate([key, key[back] + 1]), np.concatenate([day, later])
    order = np.lexsort((key, day, person))
    person, key, day, hospital = (each[order] for each in (person, key, day, hospital))
    kept = _in_care(tables, care, person, day) & ~_during_visits(visits, person, day)
    # Whether an encounter is too close to another one depends on all before it, kept or not.
    close = np.zeros(person.size, dtype=np.bool_)
    close[1:] = (person[1:] == person[:-1]) & (day[1:] <= day[:-1] + DAYS_APART)
    rows = np.flatnonzero(kept & ~close)
    return EdArrivals(person[rows], key[rows], day[rows], hospital[rows], count_up(person[rows]))


def _candidates(tables: EdArrivalTables, care: Care) -> tuple[Ints, Ints, Ints]:
    """Return persons, keys and days of more encounters than there are: as if every day were the busiest."""
    people, draws = care.people, tables.draws
    first, last = tables.start // CELL_DAYS, tables.today // CELL_DAYS
    cells = np.arange(first, last + 1)
    rate = _rates(tables, care) * tables.largest * CELL_DAYS / DAYS_PER_YEAR
    begin = care.periods.registered[:, None] < (cells + 1) * CELL_DAYS
    end = np.minimum(care.departures.left, care.departures.died)[:, None] >= cells * CELL_DAYS
    person, cell = np.nonzero(begin & end)
    middle = (cells[cell] * CELL_DAYS + CELL_DAYS // 2).astype(np.int32)
    age = np.maximum(age_on(people.birth[person], np.maximum(middle, people.birth[person])), 0)
    expected = rate[person] * tables.by_age[age, people.sex[person]]
    key = (people.id[person] * CELLS + cells[cell] % CELLS) * (2 * PER_CELL)
    count = poisson(draws.uniform("ed_only.count", key), expected, PER_CELL)
    row = np.repeat(np.arange(person.size), count)
    place = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    own = key[row] + 2 * place
    day = cells[cell[row]] * CELL_DAYS + draws.below("ed_only.day", own, CELL_DAYS)
    return person[row], own, day


def _rates(tables: EdArrivalTables, care: Care) -> Floats:
    """Return encounters a year of each patient, before age and sex, shape (patients,)."""
    figures, people = tables.figures, care.people
    share = figures.by_severity
    score = np.sqrt(share) * care.periods.courses.severity[:, 0]
    score += np.sqrt(1 - share) * tables.draws.normal("ed_only.often", people.id)
    often = np.exp(figures.spread * score - figures.spread**2 / 2)
    rates: Floats = figures.a_year * often * tables.nearness[people.place]
    return rates


def _hospitals(tables: EdArrivalTables, care: Care, person: Ints, key: Ints) -> Ints:
    """Return the hospital of each encounter: one of those near the patient's home."""
    place = care.people.place[person]
    rank = (tables.draws.uniform("ed_only.hospital", key)[:, None] >= tables.below[place]).sum(axis=1)
    hospital: Ints = tables.nearby[place, np.minimum(rank, tables.nearby.shape[1] - 1)]
    return hospital


def _on_busy_days(tables: EdArrivalTables, hospital: Ints, key: Ints, day: Ints) -> Flags:
    """Return which candidates come, by the factor of the day at the hospital."""
    noise = tables.draws.normal("ed_only.day_factor", hospital * SPAN + day)
    sigma = tables.figures.day_sigma
    noise = np.exp(sigma * np.clip(noise, -LARGEST_NOISE, LARGEST_NOISE) - sigma**2 / 2)
    factor = tables.day_factor[weekday_of(day), month_of(day.astype(np.int32))] * noise
    comes: Flags = tables.draws.uniform("ed_only.comes", key) < factor
    return comes


def _in_care(tables: EdArrivalTables, care: Care, person: Ints, day: Ints) -> Flags:
    """Return whether patients are in care on these days, and alive until the day after them."""
    first = np.maximum(np.maximum(care.periods.registered, care.people.birth), tables.start)
    end = np.minimum(care.departures.left, care.departures.died)
    in_care: Flags = (day >= first[person]) & (day + 1 < end[person]) & (day <= tables.today)
    return in_care


def _during_visits(visits: VisitFacts, person: Ints, day: Ints) -> Flags:
    """Return whether a day is one of a visit of the patient, or the day before or after it."""
    if not visits.person.size:
        return np.zeros(person.size, dtype=np.bool_)
    place = person * SPAN + day
    begins = visits.person * SPAN + visits.admission
    ends = visits.person * SPAN + visits.discharge
    last = np.searchsorted(begins, place + 1, side="right") - 1
    near: Flags = (last >= 0) & (place <= ends[last] + 1)
    return near
