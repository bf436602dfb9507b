"""The entries of the catalog: conditions, diagnosis codes, treatments and drugs."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE, Age
from healthgen_db.world.catalog.codes import DiagnosisCode, Drug, FollowUpCode, Name, Procedure, Sex
from healthgen_db.world.data_files import (
    Days,
    Entry,
    Months,
    Probability,
    Range,
    Shares,
    Weekdays,
    Weight,
)

MONITORING = "Monitoring"
# Rules and the generator know this condition: its first visit is a delivery.
CHILDBIRTH = "Childbirth"


def _above_zero(limits: tuple[float, float]) -> tuple[float, float]:
    if limits[0] <= 0:
        raise ValueError(f"low {limits[0]:g} must be above 0")
    return limits


Percent = Annotated[float, Field(ge=0, le=100)]
CategoryName = Literal["chronic", "complex", "acute", "minor", "depression", "inpatient"]


class Category(Entry):
    """What the conditions of a category cost, and how soon patients come back."""

    first_charge: Range
    """USD, before the hospital's multiplier."""
    follow_up_factor: Range
    """The usual charge of a course's follow-ups, as a factor of the first charge."""
    follow_ups: float = Field(ge=0)
    """Mean number of follow-ups of a course, before the limits."""
    cadence_days: Days
    """Days from one visit of a course to the next."""
    early_share: Probability
    """Probability that the first follow-up comes within weeks of the discharge, before the cadence."""
    same_day_first_visit: bool
    """Whether a first visit can end on the day of admission, if the condition allows that and has los_min = 0."""
    same_day_follow_ups: Probability | None = None
    """Share of follow-ups without a night; None means the rate of --minor-same-day-rate."""
    same_day_early: Probability | None = None
    """The same for follow-ups that come early; None means that they are like the others."""

    @model_validator(mode="after")
    def _same_days_fit(self) -> Self:
        if self.same_day_early is not None and not self.same_day_follow_ups:
            raise ValueError("same_day_early needs same_day_follow_ups above 0")
        return self


class Mix(Entry):
    """How often a condition occurs, and in which patients."""

    encounters: float = Field(gt=0)
    """Thousands of encounters a year in the US."""
    pct_female: Percent
    pct_under_18: Percent
    pct_65_plus: Percent
    pct_female_under_18: Percent | None = None
    """The same for patients under 18; None means pct_female."""
    weight: float | None = Field(None, gt=0)
    """How often patients have it, relative to other conditions. It replaces the figure computed from encounters."""
    pct_below: dict[Age, Percent] = Field(default_factory=dict)
    """By age, the share of patients who are younger: further points of the curve by age."""

    def share_below(self) -> dict[int, float]:
        """Return by age the share of the patients who are younger, 0 to 1, rising."""
        points = {ADULT_AGE: self.pct_under_18, SENIOR_AGE: 100 - self.pct_65_plus, **self.pct_below}
        return {age: points[age] / 100 for age in sorted(points)}

    @model_validator(mode="after")
    def _ages_fit(self) -> Self:
        if self.pct_under_18 + self.pct_65_plus > 100:
            raise ValueError(
                f"pct_under_18 and pct_65_plus add up to {self.pct_under_18 + self.pct_65_plus:g}, more than 100"
            )
        if {ADULT_AGE, SENIOR_AGE} & set(self.pct_below):
            raise ValueError("pct_below must not give the ages 18 and 65: pct_under_18 and pct_65_plus do")
        below = list(self.share_below().values())
        if below != sorted(below):
            raise ValueError("pct_under_18, pct_below and 100 - pct_65_plus must not fall with age")
        return self


class Condition(Entry):
    """A condition: which patients have it, how it develops, and how it is treated and paid."""

    name: Name
    category: CategoryName
    los_min: int = Field(ge=0)
    los_max: int = Field(ge=0)
    """Length of the first stay, days."""
    los_mean: float
    """Mean length of the first stays that are not same-day visits, days."""
    stay_log_sd: float | None = Field(None, gt=0, le=1)
    """First stays follow the formula of behavior.toml, with this standard deviation of the chance in the logarithm."""
    adult_only: bool
    sex: Sex | None = None
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    max_visits: int | None = Field(None, ge=1)
    """The most visits that a patient can have; None means no limit."""
    max_visits_per_year: int | None = Field(None, ge=1)
    """The most visits that a patient can have in a calendar year; None means no limit."""
    same_day_possible: bool
    follow_up_required: bool
    severity_course: Literal["by_stay", "resolving"]
    mortality: Percent = 0
    """% of first stays that end in death, at the age deaths.hospital_age of behavior.toml."""
    nursing_home: Percent = 0
    """% of first stays that lead to a nursing home, at the age nursing_home.age of behavior.toml."""
    late_unpaid: Probability
    late_paid: Probability
    early_share: Probability | None = None
    """Replaces the figure of the category."""
    primary: Name
    secondary: Name
    procedure: Procedure | None = None
    first_monitoring: bool = True
    """Whether first visits can have Monitoring."""
    follow_ups: Shares | None = None
    """Treatments of follow-ups; None means primary, secondary and Monitoring in the shares of behavior.toml."""
    same_day_follow_ups: Probability | None = None
    """Replaces the figure of the category."""
    positive: Annotated[float, Field(ge=0, lt=100)]
    """% of first visits at Mild severity with a positive test."""
    charge_level: dict[Name, float] = Field(default_factory=dict)
    """By treatment, how much more it costs than the others, in standard deviations of the logarithm of charges."""
    charge_shift: float = 0
    """How much more the condition costs than the others of its category, in the same unit."""
    companion: Name | None = None
    """The condition that changes the weights of codes; see with_companion of a code."""
    positive_odds_later: float | None = Field(None, gt=0)
    """Factor of the odds of a positive test at follow-ups; None means the one of behavior.toml."""
    yearly_factor: Annotated[Range, AfterValidator(_above_zero)] | None = None
    """Factor of the cases of a season, least and most; None means that all seasons are alike."""
    mix: Mix
    season: Months | None = None
    season_under_18: Months | None = None
    weekdays: Weekdays | None = None
    icd10: tuple[DiagnosisCode, ...] = Field(min_length=1)
    follow_up_icd10: tuple[FollowUpCode, ...] = ()
    drugs: tuple[Drug, ...] = ()

    @property
    def youngest(self) -> int:
        """Return the youngest age of patients with the condition."""
        return max(self.min_age, ADULT_AGE if self.adult_only else 0)

    @property
    def most_visits(self) -> int | None:
        """Return the most visits of a course of care; None means no limit.

        A patient has one course for a condition, so a course within the yearly limit keeps it in every year.
        """
        limits = [limit for limit in (self.max_visits, self.max_visits_per_year) if limit is not None]
        return min(limits, default=None)

    @property
    def first_treatments(self) -> tuple[str, ...]:
        """Return the treatments that a first visit can have."""
        both = (self.primary, self.secondary)
        return (*both, MONITORING) if self.first_monitoring else both

    @property
    def roles(self) -> dict[str, str]:
        """Return the role of each treatment: primary, secondary, monitoring or follow_up."""
        own = {self.primary: "primary", self.secondary: "secondary", MONITORING: "monitoring"}
        return {**own, **{name: "follow_up" for name in self.follow_ups or () if name not in own}}

    def season_for(self, age: int) -> tuple[float, ...] | None:
        """Return the weights of the twelve months for a patient of this age; None means an even year."""
        return self.season_under_18 if age < ADULT_AGE and self.season_under_18 else self.season

    @property
    def seasons(self) -> dict[str, tuple[float, ...]]:
        """Return % of a year by month, for the ages that have a season: child and adult, or all."""
        adult, child = self.season, self.season_under_18
        found = {"all": adult} if child is None else {"child": child, "adult": adult}
        return {
            ages: tuple(100 * share / sum(months) for share in months)
            for ages, months in found.items()
            if months is not None
        }


class Treatment(Entry):
    """A treatment."""

    name: Name
    given_as_drug: bool
    scheduled: bool
    """Whether it is planned ahead, so that first visits with it are on working days."""
    outpatient: bool
    """Whether it needs no bed."""


class Pair(Entry):
    """Two conditions that go together, or apart."""

    conditions: tuple[Name, Name]
    weight: Weight
    """After one of the two, the other is so many times more likely as a patient's next condition."""


class ConditionFile(Entry):
    """The content of conditions.toml. The conditions are checked one by one, so that errors can name the condition."""

    drug_treatments: tuple[Name, ...]
    scheduled_treatments: tuple[Name, ...]
    outpatient_treatments: tuple[Name, ...]
    pairs: tuple[Pair, ...]
    categories: dict[CategoryName, Category]
    conditions: tuple[dict[str, Any], ...] = Field(min_length=1)
