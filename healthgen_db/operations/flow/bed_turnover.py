"""Beds between two patients: dirty until a cleaner comes, cleaned, and now and then blocked."""

from healthgen_db.operations.flow.chances import Chances
from healthgen_db.operations.flow.clock import Clock, Kind
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.places.ward_file import Turnover
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws

# The draw key of a turnover is that of the encounter * 64 + number of beds that the patient has had.
TURNOVERS_PER_ENCOUNTER = 64


class BedTurnover:
    """How long beds are not free after a patient has left them."""

    def __init__(self, clock: Clock, log: Log, figures: Turnover, draws: Draws) -> None:
        self.clock = clock
        self.log = log
        self.figures = figures
        self.wait = Chances(draws, "turnover.cleaner")
        self.cleaning = Chances(draws, "turnover.cleaning")
        self.is_blocked = Chances(draws, "turnover.is_blocked")
        self.blocked = Chances(draws, "turnover.blocked")

    def vacated(self, bed: int, encounter: int, earlier_beds: int, time: int) -> None:
        """Plan when a bed is cleaned and free again.

        encounter, earlier_beds: of the patient who has left it
        """
        figures, key = self.figures, encounter * TURNOVERS_PER_ENCOUNTER + earlier_beds
        first, last = figures.busy_hours
        factor = figures.busy_factor if first <= self.clock.hour < last else 1.0
        wait = self.wait.lognormal(key, figures.cleaner_minutes * factor * MINUTE, figures.cleaner_sigma)
        cleaned = self.cleaning.lognormal(key, figures.cleaning_minutes * MINUTE, figures.cleaning_sigma)
        begins = time + 1 + int(wait)
        ends = begins + 1 + int(cleaned)
        self.log.cleaned(bed, time, begins, ends)
        if self.is_blocked.uniform(key) >= figures.blocked_share:
            self.clock.plan(ends, -1 - bed, Kind.BED_READY, bed)
            return
        until = (
            ends + 1 + int(self.blocked.lognormal(key, figures.blocked_hours * HOUR, figures.blocked_sigma))
        )
        self.log.blocked(bed, ends, until)
        self.clock.plan(ends, -1 - bed, Kind.BED_BLOCKED, bed)
        self.clock.plan(until, -1 - bed, Kind.BED_UNBLOCKED, bed)
