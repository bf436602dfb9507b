"""The panel: who is in care when. Patients register, are in care for some time, and leave or die.

The panel is the patients in care. A care period is the time from registration to leaving or death. Care periods begin
at a steady rate that follows the seasons, and each one is drawn alone, with its courses of care. So the panel looks the
same on every date.

The patients 1 to N have registered by `origin`, and each of them is in care on or after `start`; some registered years
before it. A care period that ends before `start` is drawn again. Newcomers register after `origin`, at the same
rate, with ids from N + 1.
"""

from functools import lru_cache

import numpy as np

from healthgen_db.generate.care.care_periods import NEVER, CarePeriods, CarePeriodTables, draw_care_periods
from healthgen_db.generate.care.courses import Courses
from healthgen_db.world.calendar import (
    DAYS_PER_YEAR,
    FIRST_DAY,
    Days,
    day_number,
    plus_months,
    season_mass,
    weekday_of,
)
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World

# The draw key of a care period is patient * 64 + attempt. The last attempt always begins after `start`.
ATTEMPTS = 64
# More days than one arrival takes in the month with the fewest, if there is one a day on average.
MOST_DAYS = 2


class PanelTables:
    """What the panel is drawn from, made once for each world.

    patients: int, N
    start, origin, today: int, day numbers
    panel: panel of behavior.toml
    periods: CarePeriodTables
    weekdays: float64, shape (7,), weights of admissions from Monday to Sunday
    season: float64, shape (days of the calendar + 1,), arrivals before each day, if there is one a day on average
    day_of_mass: int64, the day from FIRST_DAY in which `season` reaches each whole number
    newcomers: float64, shape (days,), newcomers who have registered before each day after `origin`
    """

    def __init__(self, world: World) -> None:
        config = world.config
        self.draws: Draws = world.draws
        self.panel = world.behavior.panel
        self.patients = config.patients
        self.start, self.origin, self.today = map(day_number, (config.start, config.origin, config.today))
        self.periods = CarePeriodTables(world)
        self.weekdays = np.array(world.behavior.visits.weekdays)
        self.season = season_mass(self.periods.courses.month_weights)
        whole = np.arange(int(self.season[-1]))
        self.day_of_mass = np.searchsorted(self.season, whole, side="right") - 1
        # N patients register in the days from start to origin, or are in care on start: those of a mean care period.
        days = self.periods.mean_years * DAYS_PER_YEAR + self.origin - self.start + 1
        self.newcomers = self._newcomers(self.patients / days)

    def _newcomers(self, rate: float) -> Floats:
        """Return how many newcomers have registered before each day after `origin`, up to tomorrow, shape (days,).

        rate: mean arrivals a day. Their number varies from day to day, with the variance of a Poisson distribution.
        """
        day = np.arange(self.origin + 1, self.today + 1)
        expected = np.diff(self.season)[day - FIRST_DAY] * rate
        radius = np.sqrt(-2 * np.log1p(-self.draws.uniform("panel.radius", day)))
        normal = radius * np.cos(2 * np.pi * self.draws.uniform("panel.angle", day))
        variance = np.log1p(1 / expected)
        arrivals = expected * np.exp(np.sqrt(variance) * normal - variance / 2)
        return np.concatenate([[0.0], np.cumsum(arrivals)])


@lru_cache(maxsize=4)
def panel_tables(world: World) -> PanelTables:
    """Return the tables of a world."""
    return PanelTables(world)


def last_registered(world: World) -> int:
    """Return the id of the last patient who has registered by `today`: N and the newcomers since `origin`."""
    patients = world.config.patients
    if world.behavior.panel.one_visit or world.config.today == world.config.origin:
        return patients
    tables = panel_tables(world)
    # The newcomer after the last whole one registers today or after today.
    last = patients + int(tables.newcomers[tables.today - tables.origin]) + 1
    return last - int(_arrival_of_newcomers(tables, np.array([last]))[0] > tables.today)


def compute_panel(tables: PanelTables, first_patient: int, last_patient: int) -> CarePeriods:
    """Return the care periods of the patients with ids from first to last, inclusive, sorted by id.

    The care periods of patients 1 to N that end before `start` are drawn again, with a new draw key.
    """
    patient = np.arange(first_patient, last_patient + 1, dtype=np.int64)
    if tables.panel.one_visit:
        return _one_visit_each(tables, patient)
    newcomer = patient > tables.patients
    key = patient * ATTEMPTS
    registered = _arrival(tables, key, tables.panel.longest_years)
    if newcomer.any():
        registered[newcomer] = _arrival_of_newcomers(tables, patient[newcomer])
    periods = draw_care_periods(tables.periods, patient, key, registered, onset=registered)
    for attempt in range(1, ATTEMPTS):
        again = np.flatnonzero((periods.until < tables.start) & ~newcomer)
        if not again.size:
            break
        key = patient[again] * ATTEMPTS + attempt
        before = tables.panel.longest_years if attempt < ATTEMPTS - 1 else 0.0
        registered = _arrival(tables, key, before)
        _replace(
            periods,
            again,
            draw_care_periods(tables.periods, patient[again], key, registered, onset=registered),
        )
    return periods


def _one_visit_each(tables: PanelTables, patient: Ints) -> CarePeriods:
    """Return care periods that begin on `start` and never end, with one visit each in the 12 months from `start` on.

    The days of the visits follow the seasons and the weekdays.
    """
    start = np.full(patient.size, tables.start, dtype=np.int32)
    days = np.arange(tables.start, plus_months(start[:1], 12)[0])
    weights = np.diff(tables.season)[days - FIRST_DAY] * tables.weekdays[weekday_of(days)]
    mass = np.cumsum(weights)
    chance = tables.draws.uniform("care.one_visit", patient) * mass[-1]
    visit = days[np.searchsorted(mass, chance, side="right")].astype(np.int32)
    periods = draw_care_periods(tables.periods, patient, patient, start, onset=visit)
    periods.courses.fatal[:] = False
    for ends in (periods.leaves, periods.dies, periods.until):
        ends[:] = NEVER
    return periods


def _arrival(tables: PanelTables, key: Ints, years_before: float) -> Days:
    """Draw the day of registration of patients 1 to N, from `years_before` years before `start` to `origin`."""
    first = tables.start - int(years_before * DAYS_PER_YEAR)
    low, high = tables.season[first - FIRST_DAY], tables.season[tables.origin + 1 - FIRST_DAY]
    return _day_of(tables, low + (high - low) * tables.draws.uniform("care.registered", key))


def _arrival_of_newcomers(tables: PanelTables, patient: Ints) -> Days:
    """Return the days of registration of newcomers, in the order of their ids; tomorrow stands for any later day."""
    number = patient - tables.patients - tables.draws.uniform("care.newcomer", patient)
    days = np.searchsorted(tables.newcomers, number, side="right")
    return (tables.origin + np.maximum(days, 1)).astype(np.int32)


def _day_of(tables: PanelTables, mass: Floats) -> Days:
    """Return the day in which the arrivals reach this number, if there is one a day on average."""
    day = tables.day_of_mass[mass.astype(np.int64)]
    # One arrival takes at most MOST_DAYS days, so the day is found in as many steps.
    for _ in range(MOST_DAYS):
        day = day + (tables.season[day + 1] <= mass)
    return (day + FIRST_DAY).astype(np.int32)


def _replace(columns: CarePeriods | Courses, rows: Ints, other: CarePeriods | Courses) -> None:
    """Replace some rows of all columns in place."""
    for name in columns.__dataclass_fields__:
        column, new = getattr(columns, name), getattr(other, name)
        if isinstance(column, Courses):
            _replace(column, rows, new)
        else:
            column[rows] = new
