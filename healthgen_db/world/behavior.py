"""How care runs: the probabilities and ranges of visits, bills, hospitals and doctors, from behavior.toml.

The comments of the data file say what each figure means and where it comes from.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_POPULATION, STANDARD
from healthgen_db.world.ages import Age
from healthgen_db.world.data_files import (
    Entry,
    Probability,
    Range,
    Weekdays,
    Weight,
    adds_up_to,
    checked,
    every,
    overlaid,
    read_overlay,
    read_toml,
    require_score,
)
from healthgen_db.world.hospitals.profiles import DoctorProfiles, HospitalProfiles, Network, OneHospital
from healthgen_db.world.payment import Charges, Coverage, Payment, Plan

Severity = Literal["Normal", "Mild", "Moderate", "Severe"]
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
    conditions_by_frailty: Probability
    conditions_by_age: Probability
    soon_share: float = Field(gt=0, lt=1)
    soon_after_days: int = Field(ge=1)
    soon_mean_days: float = Field(gt=0)
    later_years: Range
    leaves_after_years: float = Field(gt=0)
    pace_by_rate: float = Field(ge=0)
    follow_ups_shape: float = Field(gt=0)
    follow_ups_most: int = Field(ge=0, le=14)
    follow_ups_by_frailty: Probability
    follow_ups_by_age: Probability
    cadence_jitter: float = Field(ge=0, lt=0.5)
    early_one_week_later: float = Field(gt=0, lt=1)
    longest_wait_days: int = Field(ge=1)
    intake_days: int = Field(ge=7)

    @model_validator(mode="after")
    def _scores_fit(self) -> Self:
        require_score(self.conditions_by_frailty, self.conditions_by_age)
        require_score(self.follow_ups_by_frailty, self.follow_ups_by_age)
        return self


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


class Frailty(Entry):
    """How much worse the courses of some patients are."""

    in_severity: Probability


class NursingHome(Entry):
    """How the share of first stays that lead to a nursing home changes with age."""

    age: Age
    doubling_years: float = Field(gt=0)
    most: Probability


class Visits(Entry):
    """Visits: how severe, on which weekdays, with which results."""

    severity_by_stay: tuple[SeverityStep, ...] = Field(min_length=1)
    resolving_start: Annotated[dict[StartSeverity, Probability], every(StartSeverity), adds_up_to(1)]
    resolving_step: Probability
    positive_odds: Annotated[dict[Severity, Annotated[float, Field(gt=0)]], every(Severity)]
    positive_odds_at_follow_ups: float = Field(gt=0)
    inconclusive: Probability
    weekdays: Weekdays
    kept_on_weekends: Probability
    kept_on_holidays: Probability
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


class StayFormula(Entry):
    """What the logarithm of the days of a first stay is the sum of, for conditions with stay_log_sd."""

    by_age: float
    by_earlier_condition: float
    by_severity: float
    by_hospital: float
    not_planned: float
    planned: float
    by_weekday: Annotated[tuple[float, ...], Field(min_length=7, max_length=7)]
    to_nursing_home: float


class Stay(Entry):
    """Same-day visits, how long follow-ups last, and what first stays depend on."""

    usual_same_day_rate: float = Field(gt=0, lt=1)
    follow_up_two_days: Probability
    in_order: Probability
    by_age: Probability
    by_earlier_conditions: Probability
    by_severity: Probability
    formula: StayFormula

    @model_validator(mode="after")
    def _score_fits(self) -> Self:
        require_score(self.by_age, self.by_earlier_conditions, self.by_severity)
        return self


class Drugs(Entry):
    """How the drug of a course changes."""

    change: Probability
    low_first_power: float = Field(ge=1)
    stronger: Probability
    weaker: Probability

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        if self.stronger + self.weaker > 1:
            raise ValueError("stronger and weaker must add up to at most 1")
        return self


class Behavior(Entry):
    """How care runs: behavior.toml."""

    panel: Panel
    deaths: Deaths
    frailty: Frailty
    nursing_home: NursingHome
    visits: Visits
    treatment: TreatmentShares
    stay: Stay
    drugs: Drugs
    charges: Charges
    coverage: Coverage
    plan: Plan
    payment: Payment
    hospitals: HospitalProfiles
    one_hospital: OneHospital
    network: Network
    doctors: DoctorProfiles


@cache
def load_behavior(
    path: Path | None = None, overlay: str = DEFAULT_POPULATION, conditions: str = STANDARD
) -> Behavior:
    """Return a behavior file, by default the shipped one, with the changes of a population and of more conditions.

    overlay: a population of data/populations; conditions: a folder of data/catalogs, or "standard" for no changes

    Raises ConfigError that names the file, the key and what is wrong.
    """
    path = path or resource("data", "behavior.toml")
    values = overlaid(read_toml(path), read_overlay(overlay, "behavior"))
    if conditions != STANDARD:
        values = overlaid(values, read_toml(resource("data", "catalogs", conditions, path.name)))
    return checked(Behavior, values, path=path)
