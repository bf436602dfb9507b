"""Who comes, why and when: conditions.toml, complaints.toml, arrivals.toml."""

from typing import Annotated

from pydantic import Field

from healthgen_db.operations.figures.kinds import Care, Curve, Hours, Level, Modes, Positive, Service, SixAges
from healthgen_db.world.ages import OLDEST_AGE, Age
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Days, Entry, Months, Probability, Weekdays, Weight


class ConditionFigures(Entry):
    """How patients with a condition come, where they lie, and what they need."""

    first: Modes
    same_day: Modes
    follow_up: Modes
    service: Service
    level: Level
    icu: Probability
    minutes: tuple[Positive, Positive]
    acuity: float
    rehabilitation: float = 1.0
    referred: float = 1.0
    higher_care: Care = "specialist care"
    complaints: dict[str, Positive] = Field(min_length=1)


class ConditionsFile(Entry):
    """conditions.toml of data/operations."""

    icu_factor: Positive
    same_day_follow_up: Modes
    conditions: dict[str, ConditionFigures]


class Complaint(Entry):
    """A group of complaints."""

    shares: SixAges
    female: Percent
    ambulance: Percent
    season: Months = (1.0,) * 12
    weekend: Positive = 1.0
    hours: Curve | None = None
    acuity: float
    minutes: Positive
    transferred: Percent | None = None
    police: Percent | None = None
    female_only: bool = False
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    psychiatric: bool = False


class ComplaintsFile(Entry):
    """complaints.toml."""

    complaints: dict[str, Complaint]


class EdOnly(Entry):
    """Encounters that end in the emergency department and have no visit."""

    a_year: Positive
    by_age: Annotated[tuple[Positive, ...], Field(min_length=7, max_length=7)]
    women_young: Positive
    women: Positive
    spread: float = Field(ge=0)
    by_severity: Probability
    half_at_miles: Positive
    far: Probability
    returns: Probability
    weekdays: Weekdays
    months: Months
    day_sigma: float = Field(ge=0)


class VisitArrivals(Entry):
    """How the mode of arrival depends on the day and on the plan."""

    ed_weekdays: Weekdays
    scheduled_weekdays: Weekdays
    planned_ed: Weight
    planned_scheduled: Weight
    early_ed: Weight
    early_scheduled: Weight
    transferred_in: Probability
    from_dataset: Probability
    inpatient_early: Probability
    inpatient_unscheduled: Probability
    inpatient_scheduled: Probability
    booked_days: Days
    booked_power: Positive
    from_nursing_home: Probability


class Arrivals(Entry):
    """arrivals.toml."""

    hours: dict[Curve, Hours]
    ed_only: EdOnly
    visits: VisitArrivals
