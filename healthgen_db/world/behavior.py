"""How care runs: the probabilities and ranges of visits, bills, hospitals and doctors, from behavior.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from healthgen_db.config.options import DEFAULT_POPULATION
from healthgen_db.config.resources import resource
from healthgen_db.world.ages import Age
from healthgen_db.world.data_files import (
    Days,
    Entry,
    Probability,
    Range,
    Weekdays,
    Weight,
    checked,
    overlaid,
    read_overlay,
    read_toml,
    whole,
)

__all__ = ["Behavior", "load_behavior"]

Severity = Literal["Normal", "Mild", "Moderate", "Severe"]
TestResult = Literal["Positive", "Negative", "Inconclusive"]
# The first names have lists for these decades.
BirthDecade = Annotated[int, Field(ge=1930, le=2020, multiple_of=10)]
ShareList = Annotated[tuple[Probability, ...], AfterValidator(whole)]


class SeverityStep(Entry):
    """The severity of stays of up to so many days."""

    max_days: int = Field(ge=0)
    severity: Severity


class Visits(Entry):
    """Visits: how many, what for, how severe, when."""

    window_years: float = Field(gt=0)
    conditions_had: tuple[Weight, Weight, Weight]
    """Weights of having one, two, three conditions, whether or not the patient comes for all of them."""
    repeat_after: dict[Severity, Probability]
    severity_by_stay: tuple[SeverityStep, ...] = Field(min_length=1)
    resolving_start: dict[Severity, Probability]
    resolving_step: Probability
    """Each visit of an episode is one step milder than the one before with this probability."""
    episodes: tuple[Weight, ...] = Field(min_length=1)
    """Weights of one, two, three ... episodes of care in five years."""
    complex_episodes: tuple[Weight, ...] = Field(min_length=1)
    """The same where the first condition is complex."""
    episode_spread: Probability
    """An episode begins within this part of its share of time, so that episodes keep their order."""
    shortest_span_days: int = Field(ge=1)
    """The episodes of a patient never share a shorter time than this, even if the patient is born late."""
    episode_rank_by_rate: float = Field(ge=0)
    """Standard deviations of rank that one unit of the logarithm of the visit rate is worth."""
    longest_recovery_days: int = Field(ge=1)
    """An episode begins at most this many days after the last bill, where its planned day has passed by then."""
    conditions_by_age_after_years: float = Field(ge=0)
    """Conditions are those of a patient's age so long after `start`, so that they fit most of the visits."""
    most_visits: int = Field(ge=1, le=99)
    """A patient's visits end with this one; visit ids have two digits for it."""
    unseen_share: Probability
    unseen_delay_years: Range
    """When those come who are registered and not yet seen, years after `start`."""
    test_results: dict[TestResult, Probability]
    weekdays: Weekdays
    follow_up_required_age: Age
    max_room_number: int = Field(ge=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        whole(tuple(self.resolving_start.values()))
        whole(tuple(self.test_results.values()))
        if missing := set(get_args(Severity)) - set(self.repeat_after):
            raise ValueError(f"repeat_after has nothing for {', '.join(sorted(missing))}")
        days = [step.max_days for step in self.severity_by_stay]
        if days != sorted(set(days)):
            raise ValueError(f"severity_by_stay must rise from row to row, not {days}")
        return self

    @model_validator(mode="after")
    def _as_many_episodes(self) -> Self:
        if len(self.episodes) != len(self.complex_episodes):
            raise ValueError("episodes and complex_episodes must have as many weights")
        return self

    def severity_of(self, days: int) -> Severity:
        """Return the severity of a stay of so many days."""
        longest = self.severity_by_stay[-1]
        return next((step for step in self.severity_by_stay if days <= step.max_days), longest).severity


class RoleShares(Entry):
    """Shares of a condition's primary and secondary treatment, and of monitoring."""

    primary: Probability
    secondary: Probability
    monitoring: Probability

    @model_validator(mode="after")
    def _whole(self) -> Self:
        whole((self.primary, self.secondary, self.monitoring))
        return self


class TreatmentShares(Entry):
    """Treatments of first visits and of follow-ups."""

    first: RoleShares
    follow_up: RoleShares


class Stay(Entry):
    """Same-day visits, and how long follow-ups last."""

    usual_same_day_rate: float = Field(gt=0, lt=1)
    """At this --minor-same-day-rate hospitals and doctors differ by their whole same-day bias."""
    follow_up_two_days: Probability


class Charges(Entry):
    """What visits cost, USD."""

    sigma: float = Field(gt=0)
    level_by_stay: Probability
    level_by_severity: Probability
    """Weights of the length of stay and of the severity in the level of a first charge."""
    median_lowest: Probability
    median_rise: Probability
    """Where the median of the lowest level lies in the category's range, and how much higher that of the highest."""
    minimum: float = Field(ge=0)
    increase_chance: Probability
    """Of those whose charge has come down enough for a rise to stay below the first charge."""
    increase: Range

    @model_validator(mode="after")
    def _levels_fit(self) -> Self:
        whole((self.level_by_stay, self.level_by_severity))
        if self.median_lowest + self.median_rise > 1:
            raise ValueError("median_lowest and median_rise must add up to at most 1")
        return self


class Coverage(Entry):
    """What insurance pays of a charge."""

    low_share: Probability
    low: Range
    high: Range


class PlanStep(Entry):
    """The share of Incremental plans from a charge on."""

    min_charge: float = Field(ge=0)
    share: Probability


class Plan(Entry):
    """Payment plans: when they are due, and who has which."""

    full_due_days: int = Field(ge=1)
    incremental_due_months: int = Field(ge=1)
    incremental: tuple[PlanStep, ...] = Field(min_length=1)
    uninsured_extra: Probability

    @model_validator(mode="after")
    def _falling(self) -> Self:
        charges = [step.min_charge for step in self.incremental]
        if charges != sorted(set(charges), reverse=True) or charges[-1] != 0:
            raise ValueError(f"incremental must fall from row to row down to 0, not {charges}")
        return self


class ByInsurance(Entry):
    """A figure of insured and of uninsured patients."""

    insured: float = Field(ge=0)
    uninsured: float = Field(ge=0)


class Payment(Entry):
    """When bills are written and paid."""

    billing_lag_days: Days
    on_time_days_before: Days
    late_days_after: Days
    on_time: ByInsurance
    late_unpaid_factor: ByInsurance
    late_unpaid_limits: Range
    large_charge: float = Field(ge=0)
    large_charge_late_paid_extra: Probability
    large_charge_on_time_less: Probability


class Spread(Entry):
    """A draw of this standard deviation, kept within limits."""

    sigma: float = Field(gt=0)
    limits: Range


class HospitalProfiles(Entry):
    """How many hospitals there are, where they lie, who goes there, and how they differ."""

    zip_codes_per_hospital: float = Field(ge=1)
    nearest: int = Field(ge=1)
    """Patients go to one of so many nearest hospitals."""
    decay_miles: float = Field(gt=0)
    """The chance of a hospital falls to 1/e over this distance beyond the nearest one."""
    same_day_bias: Spread
    late_payment_multiplier: Spread
    charge_multiplier: Range


class OneHospital(Entry):
    """Where the hospital of a dataset with one hospital lies, and how its patients thin out with the distance."""

    populous_share: float = Field(gt=0, le=1)
    """The share of ZIP codes, most populous first, that the hospital's is drawn from if it is not given."""
    neighbor_distance_power: float = Field(ge=0)
    """In neighboring states, the chance of a ZIP code falls with the distance to this power."""


class DoctorProfiles(Entry):
    """How doctors differ, and at how many hospitals they work."""

    same_day_style: Spread
    medication_bias: Spread
    birth_decades: tuple[BirthDecade, ...] = Field(min_length=1)
    hospitals_per_doctor: ShareList
    per_hospital: float = Field(gt=0)
    of_one_hospital: int = Field(ge=1)
    """Doctors where the dataset has one hospital."""


class Behavior(Entry):
    """How care runs: behavior.toml."""

    visits: Visits
    treatment: TreatmentShares
    stay: Stay
    charges: Charges
    coverage: Coverage
    plan: Plan
    payment: Payment
    hospitals: HospitalProfiles
    one_hospital: OneHospital
    doctors: DoctorProfiles


@cache
def load_behavior(path: Path | None = None, overlay: str = DEFAULT_POPULATION) -> Behavior:
    """Read a behavior file, by default the shipped one, with the changes of a population of data/populations.

    Raises ConfigError naming the file, the key and what is wrong.
    """
    path = path or resource("data", "behavior.toml")
    return checked(Behavior, overlaid(read_toml(path), read_overlay(overlay, "behavior")), path=path)
