"""The catalog's entries: what a condition, a diagnosis code, a drug, a payer and a state are."""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import Field, field_validator, model_validator

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, Age
from healthgen_db.world.data_files import Days, Entry, Months, Probability, Range, Shares, Weekdays, Weight

__all__ = [
    "Category",
    "Condition",
    "DiagnosisCode",
    "Drug",
    "HospitalFile",
    "HospitalName",
    "Mix",
    "Payer",
    "PayerFile",
    "PayerKind",
    "State",
    "Treatment",
]

MONITORING = "Monitoring"

Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Percent = Annotated[float, Field(ge=0, le=100)]
Sex = Literal["Female", "Male"]
CategoryName = Literal["chronic", "complex", "acute", "minor", "depression"]
Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")
PayerKind = Literal["Private", "Medicare", "Medicaid", "Military"]


def _with_every(names: Collection[str], entries: dict[Key, Value]) -> dict[Key, Value]:
    """Return the entries, or raise ValueError when one of the names has none."""
    if missing := sorted(set(names) - set(entries)):
        raise ValueError(f"{', '.join(missing)} missing")
    return entries


class Category(Entry):
    """What the conditions of one category cost and how soon they bring a patient back."""

    first_charge: Range
    """USD, before the hospital's multiplier."""
    follow_up_factor: Range
    """A follow-up's charge as a factor of the previous charge."""
    repeat_gap_days: Days
    """Days from a discharge to the next admission for the same condition."""
    same_day_first_visit: bool
    """Whether a first visit can end on the day of admission, if the condition allows that and has los_min = 0."""
    complex_episodes: bool
    """Whether patients whose first condition has this category follow visits.complex_episodes of behavior.toml."""


class DiagnosisCode(Entry):
    """An ICD-10-CM code of a condition, and whom it fits."""

    code: str = Field(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")
    description: Name
    weight: Weight
    male_weight: Weight | None = None
    """Replaces weight for men and boys."""
    child_weight: Weight | None = None
    """Replaces weight under 18."""
    sex: Sex | None = None
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    first_treatments: tuple[Name, ...] = ()
    """A first visit with this code has one of these treatments; () means any."""

    def weight_for(self, sex: str, age: int) -> float:
        """Return how often this code is given to a patient of this sex and age, 0 where it does not fit."""
        if (self.sex is not None and self.sex != sex) or not self.min_age <= age <= self.max_age:
            return 0.0
        if age < ADULT_AGE and self.child_weight is not None:
            return self.child_weight
        if sex == "Male" and self.male_weight is not None:
            return self.male_weight
        return self.weight

    def fits_first(self, treatment: str) -> bool:
        """Say whether a first visit with this code can have this treatment."""
        return not self.first_treatments or treatment in self.first_treatments


class Drug(Entry):
    """A drug as one condition's treatment gives it."""

    name: Name
    weight: float = Field(gt=0)
    doses: tuple[Name, ...] = Field(min_length=1)
    child_doses: tuple[Name, ...] = ()
    """Strengths under 18; () means those for adults."""
    min_age: Age = 0
    frequency: Name
    treatment: Name = "Medication"
    not_for: tuple[Name, ...] = ()
    """Diagnosis codes that rule the drug out."""

    def doses_for(self, age: int) -> tuple[str, ...]:
        """Return the strengths for a patient of this age; () where the drug is not for them."""
        if age < self.min_age:
            return ()
        return self.child_doses if age < ADULT_AGE and self.child_doses else self.doses


class Mix(Entry):
    """How often a condition is seen, and by whom."""

    encounters: float = Field(gt=0)
    """Thousands a year in the US."""
    pct_female: Percent
    pct_under_18: Percent
    pct_65_plus: Percent
    pct_female_under_18: Percent | None = None
    """Where children differ; None means as pct_female."""
    weight: float | None = Field(None, gt=0)
    """How often patients have it, relative to other conditions; replaces what follows from encounters."""
    visits_per_patient: float = Field(1.0, gt=0)
    """How many visits one patient with the condition has, relative to other conditions."""

    @model_validator(mode="after")
    def _ages_fit(self) -> Self:
        if self.pct_under_18 + self.pct_65_plus > 100:
            raise ValueError(f"under 18 and 65+ come to {self.pct_under_18 + self.pct_65_plus:g} %")
        return self


class Condition(Entry):
    """A condition: whom it applies_to, how it runs, how it is treated and what it costs."""

    name: Name
    category: CategoryName
    los_min: int = Field(ge=0)
    los_max: int = Field(ge=0)
    """Days of the first stay."""
    los_mean: float
    """Mean days of the first stays that are not same-day visits."""
    secondary_los_mean: float | None = None
    """The same with the secondary treatment, where it differs."""
    adult_only: bool
    sex: Sex | None = None
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    max_visits: int | None = Field(None, ge=1)
    """At most so many visits a patient."""
    max_visits_per_year: int | None = Field(None, ge=1)
    """At most so many visits a patient and calendar year."""
    same_day_possible: bool
    follow_up_required: bool
    severity_course: Literal["by_stay", "resolving"]
    late_unpaid: Probability
    late_paid: Probability
    primary: Name
    secondary: Name
    secondary_share: Probability | None = None
    """Share of first visits with it, the rest have the primary; None: behavior.toml's shares."""
    primary_once: bool = False
    """A patient has the primary treatment at most once, and after_primary from then on."""
    after_primary: Shares | None = None
    follow_ups: tuple[Name, ...] = ()
    """Treatments of a follow-up; () means primary, secondary and monitoring by behavior.toml's shares."""
    mix: Mix
    season: Months | None = None
    season_under_18: Months | None = None
    weekdays: Weekdays | None = None
    icd10: tuple[DiagnosisCode, ...] = Field(min_length=1)
    drugs: tuple[Drug, ...] = ()

    @property
    def youngest(self) -> int:
        """The youngest age the condition applies_to."""
        return max(self.min_age, ADULT_AGE if self.adult_only else 0)

    @property
    def first_treatments(self) -> tuple[str, ...]:
        """Treatments that a first visit can have."""
        both = (self.primary, self.secondary)
        return both if self.secondary_share is not None else (*both, MONITORING)

    @property
    def roles(self) -> dict[str, str]:
        """Every treatment of the condition, and its role: primary, secondary, monitoring or follow_up."""
        return {
            self.primary: "primary",
            self.secondary: "secondary",
            MONITORING: "monitoring",
            **dict.fromkeys(self.follow_ups, "follow_up"),
        }

    def season_for(self, age: int) -> tuple[float, ...] | None:
        """Return the twelve monthly weights for a patient of this age, None where the year is flat."""
        return self.season_under_18 if age < ADULT_AGE and self.season_under_18 else self.season


class Treatment(Entry):
    """A treatment, and whether it is given as a drug."""

    name: Name
    given_as_drug: bool


class Payer(Entry):
    """A payer, and its share among the payers of its kind."""

    name: Name
    kind: PayerKind
    weight: float = Field(gt=0)


class PayerFile(Entry):
    """What payers.toml holds; its payers are read one by one, to name the one that is wrong."""

    policy_prefixes: dict[PayerKind, Annotated[str, Field(pattern=r"^[A-Z]{3}$")]]
    policy_digits: int = Field(ge=1, le=9)
    payers: tuple[dict[str, Any], ...] = Field(min_length=1)

    @field_validator("policy_prefixes")
    @classmethod
    def _complete(cls, prefixes: dict[PayerKind, str]) -> dict[PayerKind, str]:
        return _with_every(get_args(PayerKind), prefixes)


class State(Entry):
    """A state or the District of Columbia."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: Name
    area_codes: tuple[Annotated[str, Field(pattern=r"^[2-9]\d{2}$")], ...] = Field(min_length=1)
    """Telephone area codes in use there."""


class HospitalName(Entry):
    """A pattern of hospital names, with {city}, {county} and {state} for the place."""

    text: Name
    weight: float = Field(gt=0)

    @property
    def fields(self) -> set[str]:
        """The names in braces."""
        return {field for _, field, _, _ in Formatter().parse(self.text) if field is not None}

    @field_validator("text")
    @classmethod
    def _formats(cls, text: str) -> str:
        for _, field, spec, conversion in Formatter().parse(text):
            if field is not None and (not field.isidentifier() or spec or conversion):
                raise ValueError("braces must hold a name and nothing else")
        return text


class HospitalFile(Entry):
    """The patterns of hospital names, and the parts that fill them."""

    parts: dict[str, tuple[Name, ...]]
    patterns: tuple[HospitalName, ...] = Field(min_length=1)


class ConditionFile(Entry):
    """What conditions.toml holds; its conditions are read one by one, to name the one that is wrong."""

    drug_treatments: tuple[Name, ...]
    categories: dict[CategoryName, Category]
    conditions: tuple[dict[str, Any], ...] = Field(min_length=1)

    @field_validator("categories")
    @classmethod
    def _complete(cls, categories: dict[CategoryName, Category]) -> dict[CategoryName, Category]:
        return _with_every(get_args(CategoryName), categories)
