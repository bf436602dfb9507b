"""Stays with a night and how they end: stays.toml, departures.toml."""

from typing import Literal

from healthgen_db.operations.figures.kinds import Hours, Lognormal, Positive, SixAges
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Entry, Probability, Range

Disposition = Literal["06", "62", "02", "07", "50", "51", "63", "03"]


class Ready(Entry):
    """From being ready to leaving."""

    home: Lognormal
    facility: Lognormal
    nursing_wait: Probability
    nursing_days: Range
    weekend_days: float
    largest_share: Probability
    at_least_hours: float
    night: tuple[int, int]
    morning_hours: Positive


class Plan(Entry):
    """The error of the expected discharge."""

    days: float
    share: float


class DispositionFactors(Entry):
    """What changes the shares of dispositions."""

    follow_up: float
    by_severity: Positive
    psychiatric: Percent
    hospice: dict[str, Positive]
    home_only: tuple[str, ...]
    leave_share: Probability
    leave_nights: int


class Departures(Entry):
    """departures.toml."""

    hours: Hours
    least_hours: tuple[float, float]
    visit_hours: Lognormal
    surgery_visit_hours: Lognormal
    ready: Ready
    plan: Plan
    dispositions: dict[Disposition, SixAges]
    dispositions_factors: DispositionFactors


class IntensiveCare(Entry):
    """Who needs intensive care, when, and for how long."""

    by_severity: float
    follow_up: float
    dying: Probability
    days: Lognormal
    at_once: Probability
    later_hours: Range
    step_down: Probability
    step_down_hours: Lognormal
    always: tuple[str, ...]


class Moves(Entry):
    """Moves to another bed of the same level."""

    mean: float
    usual_nights: Positive
    night: tuple[int, int]
    afternoon: Range
    least_hours: Positive
    hours_to_bed: tuple[int, int]


class Surgery(Entry):
    """An operation, by the name of the treatment."""

    minutes: Lognormal
    hours: Range
    urgency: Literal["urgent", "emergency"]


class PlannedSurgery(Entry):
    """When operations are."""

    hours: Range
    day: Range


class Stays(Entry):
    """stays.toml."""

    intensive_care: IntensiveCare
    moves: Moves
    surgeries: dict[str, Surgery]
    planned_surgery: PlannedSurgery
