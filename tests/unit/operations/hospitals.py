"""A hospital with random patients, for tests of the flow. The demand has its columns, but no truth in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from healthgen_db.operations.flow.batches import patients_of
from healthgen_db.operations.flow.hospital import HospitalFlow, Surge
from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.flow.staffing import RosterStaffing, UsualStaffing
from healthgen_db.operations.places.capacity import Capacity, Load, capacity_of, measure, ward_of_needs
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.world.draws import Draws
from healthgen_db.world.places.time_zones import Zone, zone_named

if TYPE_CHECKING:
    from tests.unit.operations.duties import FixedDuty

DAY, HOUR = 86_400, 3_600
START = 1_767_243_600
"""Midnight of 1 January 2026 in New York, seconds since 1970."""
DISCHARGED, ADMITTED, DIRECT, OUTPATIENT = range(4)
Demand = dict[str, npt.NDArray[Any]]


def random_demand(days: int, per_day: int, seed: int = 1) -> Demand:
    """Return so many encounters a day, from START on: half of them leave from the emergency department."""
    random = np.random.default_rng(seed)
    count = days * per_day
    kind = random.choice(4, count, p=[0.55, 0.14, 0.09, 0.22])
    through_ed, admits = kind <= ADMITTED, (kind == ADMITTED) | (kind == DIRECT)
    registered = np.sort(START + (random.random(count) * days * DAY).astype(np.int64))
    stay = (np.exp(random.normal(1.1, 0.7, count)) * DAY).astype(np.int64)

    def lognormal(median: float, sigma: float) -> npt.NDArray[np.int32]:
        return (median * np.exp(random.normal(0, sigma, count))).astype(np.int32)

    service = random.choice([0, 1, 2, 3, 4, 5, 7, 9], count).astype(np.int8)
    intensive, surgery = admits & (random.random(count) < 0.15), admits & (random.random(count) < 0.2)
    return {
        "encounter_id": np.arange(1, count + 1) * 10_000 + 1,
        "age": random.integers(0, 90, count).astype(np.int16),
        "service": service,
        # 1 general, 2 telemetry; mothers begin in labor
        "level": np.where(service == 7, 5, random.choice([1, 2], count)).astype(np.int8),
        "through_ed": through_ed,
        "admits": admits,
        "esi": np.where(through_ed, random.choice(5, count, p=[0.01, 0.16, 0.53, 0.26, 0.04]) + 1, 0),
        "registered": registered,
        "leaves": np.where(admits, registered + stay, np.where(kind == OUTPATIENT, registered + HOUR, 0)),
        "decision": np.where(through_ed, np.where(admits, 0, 1), -1),
        "can_walk_out": kind == DISCHARGED,
        "patience": (random.weibull(1.3, count) * 6 * HOUR).astype(np.int32),
        "triage_s": lognormal(420, 0.9),
        "assess_s": lognormal(1_300, 0.5),
        "workup_s": lognormal(6_500, 0.7),
        "bed_search_s": lognormal(2_700, 0.6),
        "transport_s": lognormal(1_200, 0.4),
        "icu_after_s": np.where(intensive, random.choice([0, DAY], count, p=[0.8, 0.2]), -1),
        "icu_s": np.where(intensive, 2 * DAY, 0),
        "step_down_s": np.where(intensive & (random.random(count) < 0.4), DAY, 0),
        "moves": random.poisson(0.4, count),
        "move_after_s": np.full(count, DAY),
        "surgery_at": np.where(surgery, registered + 4 * HOUR, 0),
        "surgery_s": np.full(count, 2 * HOUR),
        "surgery_urgency": random.integers(0, 3, count),
        "mode": np.where(through_ed & (random.random(count) < 0.2), 1, 0),
        "complaint": random.integers(0, 40, count).astype(np.int16),
        "transfer_mode": np.where(random.random(count) < 0.02, 0, -1),
    }


@dataclass
class Hospital:
    """A hospital for a demand, with its flow."""

    demand: Demand
    days: int
    bed_factor: float = 1.0
    surge: Surge | None = None
    place: str = "us"
    duty_of: Callable[[Layout, int], FixedDuty] | None = None
    """Returns the roster for so many days; without it there is no workforce."""
    zone: Zone = field(default_factory=lambda: zone_named("America/New_York"))

    def __post_init__(self) -> None:
        """Size the hospital, and begin its flow at START."""
        self.file = load_wards(self.place)
        self.capacity = self._capacity()
        self.layout = Layout(self.file, self.capacity, 1)
        self.roster: RosterStaffing | None = None
        if self.duty_of is not None:
            self.duty = self.duty_of(self.layout, self.days)
            self.roster = RosterStaffing(self.duty, self.duty.find)
        self.flow = HospitalFlow(
            self.layout,
            self.file,
            Draws(1),
            staffing=self.roster or UsualStaffing(self.capacity.providers),
            start=START,
            local_hour=self.zone.hour,
            surge=self.surge,
        )

    def _capacity(self) -> Capacity:
        load = Load(hours=self.days * 24.0, bed_hours=np.zeros(len(self.file.wards)))
        measure(load, self.file, ward_of_needs(self.file.wards), self.demand, self.zone.hours)
        return capacity_of(self.file, load, self.bed_factor)

    def run(self, until: int, step: int = 30 * DAY) -> list[Patient]:
        """Run up to a time in steps, and return all patients, sorted by id."""
        registered = self.demand["registered"].astype(np.int64)
        for first in range(START, until, step):
            last = min(first + step, until + 1)
            rows = np.flatnonzero((registered >= first) & (registered < last))
            arrivals = patients_of({name: each[rows] for name, each in self.demand.items()}, self.layout, 0)
            if self.roster is not None:
                self.roster.extend(first, last)
            self.flow.run(arrivals, last - 1)
        everyone = {patient.id: patient for patient in [*self.flow.log.patients, *self.flow.here.values()]}
        return [everyone[number] for number in sorted(everyone)]
