"""What happens inside stays with a night: intensive care, moves to other beds, surgery."""

import numpy as np

from healthgen_db.operations.demand.columns import (
    ELECTIVE,
    NONE,
    SCHEDULED,
    URGENT,
    Columns,
    lognormal,
    poisson,
)
from healthgen_db.operations.demand.visit_arrivals import VisitArrivals
from healthgen_db.operations.demand.visit_facts import FIRST_NIGHT, LATER_NIGHT, VisitFacts
from healthgen_db.operations.figures.load import Figures
from healthgen_db.operations.words import URGENCIES
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import DAY, HOUR, MINUTE
from healthgen_db.world.draws import Draws, Flags, Floats, Ints
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World

# Hours that patients are at least in intensive care or in a step-down bed, and then on a ward before they leave.
LEAST_INTENSIVE, BEFORE_HOME = 6, 4
MOST_MOVES = 4
# The least hours from the end of an operation to leaving: of a stay with a night, and of a visit without one.
AFTER_SURGERY = (6, 1.5)
NO_SURGERY = -1
# A likely need for intensive care is never quite sure.
MOST_LIKELY = 0.95


class StayTables:
    """Intensive care, moves and surgery, made once for each world.

    icu: float64, shape (conditions,), probability of intensive care in a first stay
    surgery: int64, shape (treatments,), row of the tables of operations, NO_SURGERY if it is none
    minutes: float64, shape (operations, 2), median and standard deviation of the logarithm
    hours: float64, shape (operations, 2), from registration to an unplanned operation
    urgency: int64, shape (operations,); intensive: bool, shape (operations,), whether intensive care follows
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.clocks = Clocks(world)
        self.figures = figures.stays
        icu = [entry.icu for entry in figures.conditions_of(world.catalog)]
        self.icu = figures.conditions.icu_factor * np.array(icu)
        operations = list(figures.stays.surgeries)
        self.surgery = np.array(
            [
                operations.index(entry.name) if entry.name in operations else NO_SURGERY
                for entry in world.catalog.treatments
            ]
        )
        entries = figures.stays.surgeries.values()
        self.minutes = np.array([entry.minutes for entry in entries])
        self.hours = np.array([entry.hours for entry in entries])
        self.urgency = np.array([URGENCIES.index(entry.urgency) for entry in entries])
        self.intensive = np.array([name in figures.stays.intensive_care.always for name in operations])


def visit_stays(tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals, leaves: Ints) -> Columns:
    """Return intensive care, moves and surgery of the visits."""
    surgery = _surgery(tables, visits, arrivals, leaves)
    intensive = _intensive(tables, visits, arrivals, leaves, surgery)
    return {**surgery, **intensive, **_moves(tables, visits, arrivals, leaves, intensive["icu_s"] > 0)}


def _surgery(tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals, leaves: Ints) -> Columns:
    draws, key = tables.draws, visits.encounter_id
    number = tables.surgery[visits.treatment]
    operated = (number != NO_SURGERY) & (visits.overnight | ~arrivals.through_ed)
    minutes = tables.minutes[number]
    length = minutes[:, 0] * np.exp(minutes[:, 1] * draws.normal("surgery.length", key)) * MINUTE
    planned = (arrivals.mode == SCHEDULED) | ~visits.overnight
    chance = draws.uniform("surgery.hour", key)
    low, high = (np.where(planned, *pair) for pair in _limits(tables, number))
    begins = arrivals.registered + ((low + (high - low) * chance) * HOUR).astype(np.int64)
    urgency = np.where(planned, ELECTIVE, tables.urgency[number])
    by_day = operated & (urgency == URGENT)
    begins[by_day] = _in_the_day(tables, visits.hospital[by_day], begins[by_day], key[by_day])
    after = np.where(visits.overnight, *AFTER_SURGERY) * HOUR
    latest = leaves - (length + after).astype(np.int64)
    begins = np.maximum(np.minimum(begins, latest), arrivals.registered + 30 * MINUTE)
    operated &= begins + length < leaves
    return {
        "surgery_at": np.where(operated, begins, 0),
        "surgery_s": np.where(operated, length.astype(np.int64), 0),
        "surgery_urgency": np.where(operated, urgency, ELECTIVE),
    }


def _limits(tables: StayTables, number: Ints) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return least and most hours to an operation, each as (of planned ones, of others)."""
    low, high = tables.figures.planned_surgery.hours
    others = tables.hours[number]
    return (np.full(number.size, low), others[:, 0]), (np.full(number.size, high), others[:, 1])


def _in_the_day(tables: StayTables, hospital: Ints, begins: Ints, key: Ints) -> Ints:
    """Move times of the night to the next hours of the day."""
    opens, closes = tables.figures.planned_surgery.day
    day, second = tables.clocks.local(hospital, begins)
    length = closes - opens
    new = (opens + length * tables.draws.uniform("surgery.by_day", key)) * HOUR
    night = (second < opens * HOUR) | (second >= closes * HOUR)
    day = day + (second >= closes * HOUR)
    return tables.clocks.to_utc(hospital, day, np.where(night, new.astype(np.int64), second))


def _intensive(
    tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals, leaves: Ints, surgery: Columns
) -> Columns:
    draws, key, figures = tables.draws, visits.encounter_id, tables.figures.intensive_care
    number = tables.surgery[visits.treatment]
    by_surgery = (surgery["surgery_at"] > 0) & tables.intensive[number] & (number != NO_SURGERY)
    needs = _needs_intensive(tables, visits, arrivals) | by_surgery
    chance = draws.uniform("icu.after", key)
    low, high = figures.later_hours
    later = (chance - figures.at_once) / (1 - figures.at_once) * (high - low) + low
    after = np.where(chance < figures.at_once, 0.0, later * HOUR)
    # after an operation of the first day, the first bed is in intensive care
    ended = surgery["surgery_at"] + surgery["surgery_s"] - arrivals.registered
    after = np.where(by_surgery, np.where(ended < DAY, 0, ended), after)
    stay = leaves - arrivals.registered
    after = np.minimum(after, np.maximum(stay - (LEAST_INTENSIVE + BEFORE_HOME) * HOUR, 0))
    length = lognormal(draws, "icu.days", key, figures.days) * DAY
    most = stay - after - np.where(visits.dies, 0, BEFORE_HOME * HOUR)
    length = np.clip(length, LEAST_INTENSIVE * HOUR, np.maximum(most, HOUR))
    goes_down = draws.uniform("icu.step_down", key) < figures.step_down
    step_down = lognormal(draws, "icu.step_down_hours", key, figures.step_down_hours) * HOUR
    step_down = np.minimum(step_down, stay - after - length - BEFORE_HOME * HOUR)
    step_down *= needs & goes_down & (step_down >= LEAST_INTENSIVE * HOUR)
    return {
        "icu_after_s": np.where(needs, after, NONE).astype(np.int64),
        "icu_s": np.where(needs, length, 0).astype(np.int64),
        "step_down_s": step_down.astype(np.int64),
    }


def _needs_intensive(tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals) -> Flags:
    figures = tables.figures.intensive_care
    by_severity = figures.by_severity
    share = tables.icu[visits.condition] * np.exp(by_severity * visits.severity - by_severity**2 / 2)
    share = np.where(visits.kind == LATER_NIGHT, share * figures.follow_up, share)
    share = np.where((visits.kind != FIRST_NIGHT) & (arrivals.mode == SCHEDULED), 0.0, share)
    share = np.where(visits.dies & (visits.age >= ADULT_AGE), np.maximum(share, figures.dying), share)
    chance = tables.draws.uniform("icu.need", visits.encounter_id)
    needs: Flags = visits.overnight & (chance < np.minimum(share, MOST_LIKELY))
    return needs


def _moves(
    tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals, leaves: Ints, intensive: Flags
) -> Columns:
    """Return how often patients move to another bed, a Poisson number, and how long they are in each bed."""
    draws, key, figures = tables.draws, visits.encounter_id, tables.figures.moves
    mean = figures.mean * np.minimum(visits.nights / figures.usual_nights, 1.5)
    drawn = poisson(draws.uniform("encounter.moves", key), mean, MOST_MOVES)
    moves = np.where(visits.overnight & ~intensive, drawn, 0)
    stay = leaves - arrivals.registered
    part = 0.3 + 0.5 * draws.uniform("encounter.move_after", key)
    after = (stay * part / np.maximum(moves, 1)).astype(np.int64)
    after = _by_day(tables, visits, arrivals, after)
    return {"moves": moves, "move_after_s": np.where(moves > 0, after, 0)}


def _by_day(tables: StayTables, visits: VisitFacts, arrivals: VisitArrivals, after: Ints) -> Ints:
    """Move times of the night back to the afternoon before, if that is not too soon. after: seconds in the bed."""
    figures, key = tables.figures.moves, visits.encounter_id
    begins, ends = figures.night
    low, high = figures.afternoon
    in_bed = arrivals.registered + np.where(arrivals.through_ed, *figures.hours_to_bed) * HOUR
    day, second = tables.clocks.local(visits.hospital, in_bed + after)
    at_night = (second >= begins * HOUR) | (second < ends * HOUR)
    chosen = (low + (high - low) * tables.draws.uniform("encounter.move_hour", key)) * HOUR
    day = day - (second < ends * HOUR)
    earlier = tables.clocks.to_utc(visits.hospital, day, chosen.astype(np.int64)) - in_bed
    return np.where(at_night & (earlier >= figures.least_hours * HOUR), earlier, after)
