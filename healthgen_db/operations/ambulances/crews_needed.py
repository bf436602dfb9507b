"""How many ambulance crews a hospital needs, by the shift with which they begin."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.ambulances.figures import load_ambulances
from healthgen_db.operations.places.capacity import HOURS_PER_DAY, Load
from healthgen_db.world.draws import Ints

SHIFT_TYPES = ("day 12", "midday 12", "night 12", "midnight 12")
"""Shift types of ambulance crews."""
STARTS = (7, 11, 19, 23)
"""Local hours at which they begin. Each one takes 12 hours."""
# Local hours in which the crews of the same two shift types are on duty: day and midnight, day and midday, midday and
# night, night and midnight.
PARTS_OF_DAY = (range(7, 11), range(11, 19), range(19, 23), (23, *range(7)))


@dataclass(frozen=True)
class CrewsNeeded:
    """Crews that begin with each of SHIFT_TYPES, every day of the week: columns of shape (shift types,)."""

    advanced: Ints
    """Crews of a paramedic and an emergency medical technician."""
    basic: Ints
    """Crews of two emergency medical technicians."""

    @property
    def paramedics(self) -> Ints:
        """Return the posts of paramedics to fill, shape (shift types,)."""
        return self.advanced

    @property
    def technicians(self) -> Ints:
        """Return the posts of emergency medical technicians to fill, shape (shift types,)."""
        return self.advanced + 2 * self.basic

    @property
    def at_once(self) -> tuple[int, int]:
        """Return the most advanced and the most basic crews that are on duty at the same time."""
        advanced, basic = ((crews + np.roll(crews, 1)).max() for crews in (self.advanced, self.basic))
        return int(advanced), int(basic)


def crews_needed(load: Load) -> CrewsNeeded:
    """Return the crews that a hospital needs for the ambulance runs of a load."""
    crews = load_ambulances().crews
    a_day = HOURS_PER_DAY / load.hours
    by_hour = load.ambulances_by_hour * a_day * crews.emergency_hours
    day = range(*crews.transfers_between)
    by_hour[day] += load.ambulance_transfers * a_day * crews.transfer_hours / len(day)
    busy = np.array([by_hour[list(hours)].max() for hours in PARTS_OF_DAY])
    morning, midday, evening, night = np.ceil(busy + crews.spare * np.sqrt(busy)).astype(int).tolist()
    begin_day = -(-midday // 2)
    begin_midday = midday - begin_day
    begin_midnight = max(morning - begin_day, night // 2)
    begin_night = max(evening - begin_midday, night - begin_midnight)
    total = np.array([begin_day, begin_midday, begin_night, begin_midnight])
    advanced = total.copy()
    for _ in range(int(crews.basic_share * total.sum())):
        # one advanced crew of each shift type remains
        most = int(np.argmax(advanced))
        if advanced[most] > 1:
            advanced[most] -= 1
    return CrewsNeeded(advanced, total - advanced)
