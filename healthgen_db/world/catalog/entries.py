"""The entries of the catalog: conditions, diagnosis codes, drugs, payers, states and hospital names."""

from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, Age
from healthgen_db.world.data_files import (
    Days,
    Entry,
    Months,
    Probability,
    Range,
    Shares,
    Weekdays,
    Weight,
    every,
)

MONITORING = "Monitoring"

Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Percent = Annotated[float, Field(ge=0, le=100)]
Sex = Literal["Female", "Male"]
CategoryName = Literal["chronic", "complex", "acute", "minor", "depression"]
PayerKind = Literal["Private", "Medicare", "Medicaid", "Military"]
PolicyPrefix = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


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


class DiagnosisCode(Entry):
    """An ICD-10-CM code of a condition, and which patients it fits."""

    code: str = Field(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")
    description: Name
    weight: Weight
    male_weight: Weight | None = None
    """Replaces weight for male patients."""
    child_weight: Weight | None = None
    """Replaces weight under 18."""
    sex: Sex | None = None
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    first_treatments: tuple[Name, ...] = ()
    """Treatments of first visits with this code; () means all first treatments."""

    def weight_for(self, sex: str, age: int) -> float:
        """Return the weight of this code for a patient of this sex and age; 0 if the code does not fit."""
        if (self.sex is not None and self.sex != sex) or not self.min_age <= age <= self.max_age:
            return 0.0
        if age < ADULT_AGE and self.child_weight is not None:
            return self.child_weight
        if sex == "Male" and self.male_weight is not None:
            return self.male_weight
        return self.weight

    def fits_first(self, treatment: str) -> bool:
        """Return whether a first visit with this code can have this treatment."""
        return not self.first_treatments or treatment in self.first_treatments


class Drug(Entry):
    """A drug that a treatment of a condition gives."""

    name: Name
    weight: float = Field(gt=0)
    doses: tuple[Name, ...] = Field(min_length=1)
    child_doses: tuple[Name, ...] = ()
    """Strengths for patients under 18; () means the strengths for adults."""
    min_age: Age = 0
    frequency: Name
    treatment: Name = "Medication"
    not_for: tuple[Name, ...] = ()
    """Diagnosis codes of patients who must not have the drug."""

    def doses_for(self, age: int) -> tuple[str, ...]:
        """Return the strengths for a patient of this age; () if the patient is too young."""
        if age < self.min_age:
            return ()
        return self.child_doses if age < ADULT_AGE and self.child_doses else self.doses


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

    @model_validator(mode="after")
    def _ages_fit(self) -> Self:
        if self.pct_under_18 + self.pct_65_plus > 100:
            raise ValueError(
                f"pct_under_18 and pct_65_plus add up to {self.pct_under_18 + self.pct_65_plus:g}, more than 100"
            )
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
    secondary_los_mean: float | None = None
    """The same for first stays with the secondary treatment; None means los_mean."""
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
    late_unpaid: Probability
    late_paid: Probability
    primary: Name
    secondary: Name
    secondary_share: Probability | None = None
    """Share of first visits with the secondary treatment; the others have the primary one. None: see behavior.toml."""
    primary_once: bool = False
    """Whether a patient has the primary treatment at most once, and later one of after_primary."""
    after_primary: Shares | None = None
    follow_ups: tuple[Name, ...] = ()
    """Treatments of follow-ups; () means primary, secondary and monitoring in the shares of behavior.toml."""
    mix: Mix
    season: Months | None = None
    season_under_18: Months | None = None
    weekdays: Weekdays | None = None
    icd10: tuple[DiagnosisCode, ...] = Field(min_length=1)
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
        return both if self.secondary_share is not None else (*both, MONITORING)

    @property
    def roles(self) -> dict[str, str]:
        """Return the role of each treatment: primary, secondary, monitoring or follow_up."""
        return {
            self.primary: "primary",
            self.secondary: "secondary",
            MONITORING: "monitoring",
            **dict.fromkeys(self.follow_ups, "follow_up"),
        }

    def season_for(self, age: int) -> tuple[float, ...] | None:
        """Return the weights of the twelve months for a patient of this age; None means an even year."""
        return self.season_under_18 if age < ADULT_AGE and self.season_under_18 else self.season


class Treatment(Entry):
    """A treatment, and whether it is given as a drug."""

    name: Name
    given_as_drug: bool


class Payer(Entry):
    """A payer, and its weight among the payers of its kind."""

    name: Name
    kind: PayerKind
    weight: float = Field(gt=0)


class PayerFile(Entry):
    """The content of payers.toml. The payers are checked one by one, so that errors can name the payer."""

    policy_prefixes: Annotated[dict[PayerKind, PolicyPrefix], every(PayerKind)]
    policy_digits: int = Field(ge=1, le=10)
    payers: tuple[dict[str, Any], ...] = Field(min_length=1)


class State(Entry):
    """A state or the District of Columbia."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: Name
    area_codes: tuple[Annotated[str, Field(pattern=r"^[2-9]\d{2}$")], ...] = Field(min_length=1)
    """Telephone area codes of the state."""


class HospitalName(Entry):
    """A pattern of hospital names. {city}, {county} and {state} stand for the place of the hospital."""

    text: Name
    weight: float = Field(gt=0)

    @property
    def fields(self) -> set[str]:
        """Return the names in braces."""
        return {field for _, field, _, _ in Formatter().parse(self.text) if field is not None}

    @field_validator("text")
    @classmethod
    def _formats(cls, text: str) -> str:
        for _, field, spec, conversion in Formatter().parse(text):
            if field is not None and (not field.isidentifier() or spec or conversion):
                raise ValueError("braces must contain a name and nothing else")
        return text


class HospitalFile(Entry):
    """The content of hospitals.toml: patterns of names, and the parts that patterns can name in braces."""

    parts: dict[str, tuple[Name, ...]]
    patterns: tuple[HospitalName, ...] = Field(min_length=1)


class ConditionFile(Entry):
    """The content of conditions.toml. The conditions are checked one by one, so that errors can name the condition."""

    drug_treatments: tuple[Name, ...]
    categories: Annotated[dict[CategoryName, Category], every(CategoryName)]
    conditions: tuple[dict[str, Any], ...] = Field(min_length=1)
