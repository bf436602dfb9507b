"""When patients with a visit leave, when they were ready for it, and where they go."""

import numpy as np

from healthgen_db.generate.block import tables_of
from healthgen_db.generate.care.destinations import nursing_home_bound
from healthgen_db.operations.demand.columns import (
    AGAINST_ADVICE,
    DISPOSITION,
    NONE,
    SERVICE,
    TRANSFER,
    Columns,
    age_group,
    lognormal,
    pick,
)
from healthgen_db.operations.demand.visit_arrivals import VisitArrivals
from healthgen_db.operations.demand.visit_facts import FIRST_NIGHT, VisitFacts
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import DAY, HOUR, weekday_of
from healthgen_db.world.draws import Draws, Flags, Ints
from healthgen_db.world.holidays import WORKING_WEEKDAYS
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World

# First ages of the groups of departures.toml but the first: 0-17, 18-44, 45-64, 65-74, 75-84, 85 and older.
DEPARTURE_AGES = (18, 45, 65, 75, 85)
NURSING, PSYCHIATRIC = DISPOSITION["03"], DISPOSITION["65"]
HOME, HOME_HEALTH, ACUTE, CHILDRENS = (DISPOSITION[code] for code in ("01", "06", "02", "05"))
LEFT_EARLY, DIED = DISPOSITION["07"], DISPOSITION["20"]
FACILITIES = tuple(DISPOSITION[code] for code in ("02", "03", "05", "51", "62", "63", "65"))
# Beyond so many standard deviations severity changes nothing more.
MOST_SEVERITY = 2.5
# A day has this many seconds less one minute, so that nobody leaves on the next day.
LAST_SECOND = DAY - 60
# Half of the children who go to another acute hospital go to a children's hospital. [A]
TO_CHILDRENS = 0.5


class DepartureTables:
    """Hours and ends of stays, made once for each world.

    below: float64, shape (25,), share of the discharges of a day before each hour
    codes: int64, shape (ends,), dispositions; ends: float64, shape (groups of ages, ends), % of the inpatient stays
    by_condition: float64, shape (conditions, ends), factor
    graver: bool, shape (ends,), whether severity raises the share
    service: int64, shape (conditions,)
    surgical: bool, shape (treatments,)
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.clocks = Clocks(world)
        self.figures = figures.departures
        self.destinations = tables_of(world).parameters.destinations
        self.below = np.concatenate([[0.0], np.cumsum(self.figures.hours)]) / sum(self.figures.hours)
        shares = self.figures.dispositions
        names = [condition.name for condition in world.catalog.conditions]
        entries = figures.conditions_of(world.catalog)
        factors = self.figures.dispositions_factors
        self.codes = np.array([DISPOSITION[code] for code in shares])
        self.ends = np.array(list(shares.values())).T
        if world.facilities.hospitals.network:
            self.ends[:, self.codes == ACUTE] *= figures.transfers.network.outside
        self.graver = np.isin(self.codes, [*FACILITIES, DISPOSITION["50"]])
        self.by_condition = np.ones((len(names), self.codes.size))
        for row, (name, entry) in enumerate(zip(names, entries, strict=True)):
            of_code = dict(zip(shares, self.by_condition[row], strict=True))
            of_code["62"] = entry.rehabilitation
            of_code["50"] = of_code["51"] = of_code["63"] = factors.hospice.get(name, 1.0)
            self.by_condition[row] = list(of_code.values()) if name not in factors.home_only else 0.0
        self.service = np.array([SERVICE[entry.service] for entry in entries])
        self.surgical = np.array(
            [entry.name in figures.stays.surgeries for entry in world.catalog.treatments]
        )


def visit_departures(
    tables: DepartureTables, visits: VisitFacts, arrivals: VisitArrivals, ed: Columns
) -> Columns:
    """Return when patients leave and were ready, and where they go. ed: columns of visit_complaints."""
    disposition = _dispositions(tables, visits, arrivals)
    left_early = ~visits.overnight & (ed["decision"] == AGAINST_ADVICE)
    disposition[left_early] = LEFT_EARLY
    leaves = _leaves(tables, visits, arrivals)
    draws, key = tables.draws, visits.encounter_id
    factors = tables.figures.dispositions_factors
    leave = (ed["service"] == SERVICE["PSYCH"]) & (visits.nights >= factors.leave_nights)
    leave &= draws.uniform("encounter.leave", key) < factors.leave_share
    # The flow decides when patients leave the emergency department; but who dies there dies on the day of the visit.
    decided_there = arrivals.through_ed & ~visits.overnight & ~visits.dies
    return {
        "disposition": disposition,
        "leaves": np.where(decided_there, 0, leaves),
        "ready": np.where(visits.overnight, _ready(tables, visits, arrivals, leaves, disposition), 0),
        "expected_discharge": _expected(tables, visits),
        "takes_leave": leave,
    }


def _leaves(tables: DepartureTables, visits: VisitFacts, arrivals: VisitArrivals) -> Ints:
    """Return when patients leave: on the day of discharge, and not too soon after they came."""
    draws, key, figures = tables.draws, visits.encounter_id, tables.figures
    least = np.where(visits.overnight, *figures.least_hours) * HOUR
    # the first second of the day of discharge at which the patient can leave
    first = np.clip(arrivals.second + least - visits.nights * DAY, 0, LAST_SECOND)
    hours = np.arange(tables.below.size)
    chance = draws.uniform("encounter.leaves", key)
    floor = np.interp(first / HOUR, hours, tables.below)
    usual = np.interp(floor + (1 - floor) * chance, tables.below, hours) * HOUR
    # deaths have any hour
    second = np.where(visits.dies, first + (LAST_SECOND - first) * chance, usual)
    surgery = tables.surgical[visits.treatment]
    medians, sigmas = zip(figures.visit_hours, figures.surgery_visit_hours, strict=True)
    short = lognormal(draws, "encounter.visit_hours", key, (1.0, 1.0))
    duration = np.where(surgery, *reversed(medians)) * short ** np.where(surgery, *reversed(sigmas))
    second = np.where(visits.overnight, second, np.maximum(arrivals.second + duration * HOUR, first))
    second = np.minimum(second, LAST_SECOND).astype(np.int64)
    leaves: Ints = tables.clocks.to_utc(visits.hospital, visits.discharge, second)
    # nobody leaves before having come, also on the nights on which the clocks change
    return np.maximum(leaves, arrivals.registered + 60)


def _dispositions(tables: DepartureTables, visits: VisitFacts, arrivals: VisitArrivals) -> Ints:
    draws, key, figures = tables.draws, visits.encounter_id, tables.figures.dispositions_factors
    group = age_group(DEPARTURE_AGES, visits.age)
    later = visits.kind != FIRST_NIGHT
    grave = figures.by_severity ** np.clip(visits.severity, -MOST_SEVERITY, MOST_SEVERITY)
    shares = tables.ends[group] * tables.by_condition[visits.condition]
    shares[:, tables.graver] *= grave[:, None]
    shares[later] *= figures.follow_up
    psychiatric = np.where(tables.service[visits.condition] == SERVICE["PSYCH"], figures.psychiatric, 0.0)
    home = np.maximum(100 - shares.sum(axis=1) - psychiatric, 0)
    chosen = pick(draws.uniform("encounter.disposition", key), np.column_stack([home, psychiatric, shares]))
    disposition = np.array([HOME, PSYCHIATRIC, *tables.codes])[chosen]
    bound = nursing_home_bound(tables.destinations, visits.course_key, visits.condition, visits.onset_age)
    disposition[~later & bound] = NURSING
    # an encounter has one transfer at most, so those who came by transfer go home
    by_transfer = (arrivals.mode == TRANSFER) & np.isin(disposition, FACILITIES)
    disposition[by_transfer] = HOME_HEALTH
    children = (disposition == ACUTE) & (visits.age < ADULT_AGE)
    children &= draws.uniform("encounter.childrens", key) < TO_CHILDRENS
    disposition[children] = CHILDRENS
    disposition[~visits.overnight] = HOME
    disposition[visits.dies] = DIED
    return disposition.astype(np.int64)


def _ready(
    tables: DepartureTables, visits: VisitFacts, arrivals: VisitArrivals, leaves: Ints, disposition: Ints
) -> Ints:
    """Return when patients were ready to leave. Those who died, or left against advice, never were before they left."""
    draws, key, figures = tables.draws, visits.encounter_id, tables.figures.ready
    facility = np.isin(disposition, FACILITIES)
    hours = lognormal(draws, "encounter.ready", key, (1.0, 1.0))
    hours = np.where(facility, figures.facility[0], figures.home[0]) * hours ** np.where(
        facility, figures.facility[1], figures.home[1]
    )
    low, high = figures.nursing_days
    days = low + (high - low) * draws.uniform("encounter.nursing_days", key)
    # a wait that ends on Sunday, Monday or Tuesday has a weekend in it
    weekend = (weekday_of(visits.discharge) + 1) % 7 <= 7 - WORKING_WEEKDAYS
    waits = (disposition == NURSING) & (draws.uniform("encounter.nursing_wait", key) < figures.nursing_wait)
    hours += np.where(waits, (days + figures.weekend_days * weekend) * (DAY // HOUR), 0.0)
    stay = leaves - arrivals.registered
    delay = np.minimum(np.maximum(hours, figures.at_least_hours) * HOUR, stay * figures.largest_share)
    early = _not_ready(disposition)
    by_day = _in_the_morning(tables, visits, leaves - delay.astype(np.int64), leaves)
    return np.where(early, leaves, by_day)


def _in_the_morning(tables: DepartureTables, visits: VisitFacts, ready: Ints, leaves: Ints) -> Ints:
    """Move times of the night to the next morning, because doctors decide by day that a patient is ready.

    Who leaves at night, or soon after it, stays ready at night.
    """
    figures = tables.figures.ready
    begins, ends = figures.night
    day, second = tables.clocks.local(visits.hospital, ready)
    day = day + (second >= begins * HOUR)
    morning = tables.clocks.to_utc(visits.hospital, day, np.full(day.size, ends * HOUR))
    latest = leaves - int(figures.at_least_hours * HOUR)
    hours = np.minimum(figures.morning_hours * HOUR, latest - morning)
    moved = morning + (hours * tables.draws.uniform("encounter.ready_hour", visits.encounter_id)).astype(
        np.int64
    )
    at_night = (second >= begins * HOUR) | (second < ends * HOUR)
    return np.where(at_night & (hours > 0), moved, ready)


def _not_ready(disposition: Ints) -> Flags:
    never: Flags = (disposition == DIED) | (disposition == LEFT_EARLY)
    return never


def _expected(tables: DepartureTables, visits: VisitFacts) -> Ints:
    """Return the day of discharge that is expected on the first day; -1 for visits without a night."""
    plan = tables.figures.plan
    error = (plan.days + plan.share * visits.nights) * tables.draws.normal(
        "encounter.expected", visits.encounter_id
    )
    nights = np.maximum(np.rint(visits.nights + error), 1).astype(np.int64)
    return np.where(visits.overnight, visits.admission + nights, NONE)
