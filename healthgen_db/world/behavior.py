"""How care runs: the probabilities and ranges of visits, bills, hospitals and doctors, from behavior.toml.

The comments of the data file say what each figure means and where it comes from.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.options import DEFAULT_POPULATION
from healthgen_db.world.ages import Age
from healthgen_db.world.data_files import (
    Days,
    Entry,
    Probability,
    Range,
    Weekdays,
    Weight,
    adds_up_to,
    every,
    read_data_file,
    require_sum,
)

Severity = Literal["Normal", "Mild", "Moderate", "Severe"]
TestResult = Literal["Positive", "Negative", "Inconclusive"]
# first_names.csv.gz has names for these decades
BirthDecade = Annotated[int, Field(ge=1930, le=2020, multiple_of=10)]
Role = Literal["primary", "secondary", "monitoring"]
StartSeverity = Literal["Mild", "Moderate"]


class SeverityStep(Entry):
    """The severity of stays of at most max_days days."""

    max_days: int = Field(ge=0)
    severity: Severity


class Panel(Entry):
    """The patients in care: how they come, how often they are seen, and when they leave."""

    one_visit: bool
    """Whether every patient has exactly one visit, in the year that begins with `start`, and stays registered."""
    longest_years: float = Field(gt=0, le=20)
    conditions: tuple[Weight, Weight, Weight]
    """Weights of having one, two and three conditions."""
    soon_share: float = Field(gt=0, lt=1)
    soon_days: Days
    later_years: Range
    leaves_after_years: float = Field(gt=0)
    pace_by_rate: float = Field(ge=0)
    follow_ups_shape: float = Field(gt=0)
    follow_ups_most: int = Field(ge=0, le=14)
    cadence_jitter: float = Field(ge=0, lt=0.5)
    early_one_week_later: float = Field(gt=0, lt=1)
    longest_wait_days: int = Field(ge=1)
    intake_days: int = Field(ge=7)


class Deaths(Entry):
    """How many patients in care die, outside the hospital and at the end of a first stay."""

    ages: tuple[Age, ...] = Field(min_length=2)
    yearly_pct: tuple[Annotated[float, Field(gt=0, lt=100)], ...]
    complex_factor: float = Field(ge=1)
    hospital_age: Age
    hospital_doubling_years: float = Field(gt=0)
    hospital_limits: Range

    @model_validator(mode="after")
    def _lists_fit(self) -> Self:
        if list(self.ages) != sorted(set(self.ages)):
            raise ValueError(f"ages must rise, not {list(self.ages)}")
        if len(self.ages) != len(self.yearly_pct):
            raise ValueError("ages and yearly_pct must have the same number of values")
        return self


class Visits(Entry):
    """Visits: how severe, on which weekdays, with which results."""

    severity_by_stay: tuple[SeverityStep, ...] = Field(min_length=1)
    resolving_start: Annotated[dict[StartSeverity, Probability], every(StartSeverity), adds_up_to(1)]
    resolving_step: Probability
    test_results: Annotated[dict[TestResult, Probability], adds_up_to(1)]
    weekdays: Weekdays
    follow_up_required_age: Age
    max_room_number: int = Field(ge=1)

    @model_validator(mode="after")
    def _lists_fit(self) -> Self:
        days = [step.max_days for step in self.severity_by_stay]
        if days != sorted(set(days)):
            raise ValueError(f"max_days of severity_by_stay must rise from row to row, not {days}")
        return self

    def severity_of(self, days: int) -> Severity:
        """Return the severity of a stay of so many days."""
        longest = self.severity_by_stay[-1]
        return next((step for step in self.severity_by_stay if days <= step.max_days), longest).severity


RoleShares = Annotated[dict[Role, Probability], every(Role), adds_up_to(1)]
"""Shares of a condition's primary treatment, its secondary treatment and monitoring."""


class TreatmentShares(Entry):
    """Treatments of first visits and of follow-ups."""

    first: RoleShares
    follow_up: RoleShares


class Stay(Entry):
    """Same-day visits, and how long follow-ups last."""

    usual_same_day_rate: float = Field(gt=0, lt=1)
    follow_up_two_days: Probability


class Charges(Entry):
    """What visits cost, USD."""

    sigma: float = Field(gt=0)
    level_by_stay: Probability
    level_by_severity: Probability
    median_lowest: Probability
    median_rise: Probability
    minimum: float = Field(ge=0)
    increase_chance: Probability
    increase: Range
    outlier_share: Probability
    outlier_times_top: float = Field(ge=1)

    @model_validator(mode="after")
    def _levels_fit(self) -> Self:
        require_sum(1, (self.level_by_stay, self.level_by_severity))
        if self.median_lowest + self.median_rise > 1:
            raise ValueError("median_lowest and median_rise must add up to at most 1")
        return self


class Coverage(Entry):
    """Which share of a charge the insurance pays."""

    low_share: Probability
    low: Range
    high: Range


class PlanStep(Entry):
    """The share of Incremental plans from a charge on, USD."""

    min_charge: float = Field(ge=0)
    share: Probability


class Plan(Entry):
    """Payment plans: when their bills are due, and how many bills have which plan."""

    full_due_days: int = Field(ge=1)
    incremental_due_months: int = Field(ge=1)
    incremental: tuple[PlanStep, ...] = Field(min_length=1)
    uninsured_extra: Probability

    @model_validator(mode="after")
    def _falling(self) -> Self:
        charges = [step.min_charge for step in self.incremental]
        if charges != sorted(set(charges), reverse=True) or charges[-1] != 0:
            raise ValueError(
                f"min_charge of incremental must fall from row to row and end with 0, not {charges}"
            )
        return self


class ByInsurance(Entry):
    """A figure for insured and one for uninsured patients."""

    insured: float = Field(ge=0)
    uninsured: float = Field(ge=0)


class Payment(Entry):
    """When bills are written and paid."""

    billing_lag_days: Days
    on_time_days_before: Days
    late_days_after: Days
    first_last_instalment_months: int = Field(ge=1, le=12)
    on_time: ByInsurance
    late_unpaid_factor: ByInsurance
    late_unpaid_limits: Range
    large_charge: float = Field(ge=0)
    large_charge_late_paid_extra: Probability
    large_charge_on_time_less: Probability


class Spread(Entry):
    """A random number with this standard deviation, kept within limits."""

    sigma: float = Field(gt=0)
    limits: Range


class HospitalProfiles(Entry):
    """How many hospitals there are, who goes to them, and how they differ."""

    zip_codes_per_hospital: float = Field(ge=1)
    nearest: int = Field(ge=1)
    decay_miles: float = Field(gt=0)
    same_day_bias: Spread
    late_payment_multiplier: Spread
    charge_multiplier: Range


class OneHospital(Entry):
    """Datasets with one hospital: where it lies, how many doctors it has, and where its patients live."""

    doctors: int = Field(ge=1)
    populous_share: float = Field(gt=0, le=1)
    neighbor_distance_power: float = Field(ge=0)


class DoctorProfiles(Entry):
    """How many doctors there are, how they differ, and at how many hospitals they work."""

    per_hospital: float = Field(gt=0)
    birth_decades: tuple[BirthDecade, ...] = Field(min_length=1)
    hospitals_per_doctor: Annotated[tuple[Probability, ...], adds_up_to(1)]
    same_day_style: Spread
    medication_bias: Spread


class Behavior(Entry):
    """How care runs: behavior.toml."""

    panel: Panel
    deaths: Deaths
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
    """Read a behavior file; see read_data_file."""
    return read_data_file(Behavior, "behavior", path, overlay)
