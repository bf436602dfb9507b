"""The shares that patients are drawn from, as in population.toml: ages, genders, blood types, insurance, prefixes."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar, get_args

import numpy as np
from pydantic import AfterValidator, Field, field_validator, model_validator

from healthgen_db.config.values import DEFAULT_POPULATION
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE, Age
from healthgen_db.world.catalog.directory import PayerKind
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Entry, adds_up_to, read_data_file, require_sum
from healthgen_db.world.draws import Floats
from healthgen_db.world.names import SEXES

Gender = Literal["Female", "Male", "Other"]
BloodType = Literal["O+", "A+", "B+", "O-", "A-", "AB+", "B-", "AB-"]
Prefix = Literal["", "Mr.", "Mrs.", "Ms.", "Dr."]
# RFC 2606 reserves these domains for examples, so mail to a patient can never reach a real person.
MailDomain = Literal["example.com", "example.net", "example.org"]

PREFIXES: tuple[Prefix, ...] = get_args(Prefix)
"""Prefixes of first names; "" means no prefix."""
# Published tables are rounded to 0.01 in each row, so their sums can be a little above or below 100 %.
ROUNDING = 0.1 + 1e-9
ADD_UP_TO_100 = adds_up_to(100, tolerance=ROUNDING)


class _Band(Entry):
    min_age: Age
    max_age: Age


Band = TypeVar("Band", bound=_Band)


def _in_order(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """Return the bands if each one begins where the one before ends, and the first begins at age 0."""
    expected = 0
    for band in bands:
        if band.min_age != expected or band.max_age < band.min_age:
            raise ValueError(
                f"the band {band.min_age}-{band.max_age} must begin at {expected} and must not end before that"
            )
        expected = band.max_age + 1
    return bands


Bands = Annotated[tuple[Band, ...], Field(min_length=1), AfterValidator(_in_order)]


class AgeBand(_Band):
    """A band of ages, and how many people of each gender are in it, % of the population."""

    all: Percent
    male: Percent
    female: Percent
    other: Percent = 0.0
    decline: float = Field(1.0, gt=0, le=1)
    """Each year of age has this share of the people of the year before."""

    def ages(self) -> tuple[tuple[int, float], ...]:
        """Return the ages of the band, each with its share of the band."""
        weights = [self.decline**year for year in range(self.max_age - self.min_age + 1)]
        return tuple((self.min_age + year, weight / sum(weights)) for year, weight in enumerate(weights))


class InsuranceBand(_Band):
    """How people in a band of ages are insured, %. Each person is in one category."""

    private: Percent
    public: Percent
    uninsured: Percent

    @property
    def total(self) -> float:
        """Return the sum of the categories: 100, except for rounding."""
        return self.private + self.public + self.uninsured

    @model_validator(mode="after")
    def _complete(self) -> Self:
        require_sum(100, [self.total], tolerance=ROUNDING)
        return self


KindShares = Annotated[dict[PayerKind, Percent], ADD_UP_TO_100]


def _medicare_or_private(shares: dict[PayerKind, float]) -> dict[PayerKind, float]:
    """Return the shares if seniors have only Medicare or keep private insurance: nothing else begins at 65."""
    if others := sorted(set(shares) - {"Medicare", "Private"}):
        raise ValueError(f"{', '.join(others)}: seniors have Medicare or Private")
    return shares


class Insurance(Entry):
    """Insurance by age, and which kinds of payers the categories stand for."""

    bands: Bands[InsuranceBand]
    us_uninsured_pct: Annotated[float, Field(gt=0, lt=100)]
    """The mean of the states' shares of people without insurance, %, weighted by people."""
    public_under_18: KindShares
    public_adult: KindShares
    insured_senior: Annotated[KindShares, AfterValidator(_medicare_or_private)]

    def band_at(self, age: int) -> InsuranceBand:
        """Return the band that an age is in; ages above all bands are in the last one."""
        return next((band for band in self.bands if age <= band.max_age), self.bands[-1])


class PrefixShares(Entry):
    """Prefixes of the first names of one gender from an age on, %."""

    sex: Gender
    min_age: Age
    shares: Annotated[dict[Prefix, Percent], ADD_UP_TO_100]


class Contact(Entry):
    """Email addresses, phone numbers and postal addresses of patients."""

    mail_domains: Annotated[dict[MailDomain, Percent], ADD_UP_TO_100]
    phone_exchange: str = Field(pattern=r"^[2-9]\d{2}$")
    largest_house_number: int = Field(ge=1)


class Population(Entry):
    """Who the patients are: population.toml."""

    sampling: Literal["random", "quota"] = "random"
    """With quota, every thousand patients have the ages and genders in these shares, as nearly as possible."""
    age_bands: Bands[AgeBand]
    blood_types: Annotated[dict[BloodType, Percent], ADD_UP_TO_100]
    insurance: Insurance
    contact: Contact
    prefixes: tuple[PrefixShares, ...]

    @field_validator("age_bands")
    @classmethod
    def _complete(cls, bands: tuple[AgeBand, ...]) -> tuple[AgeBand, ...]:
        require_sum(100, (band.male + band.female + band.other for band in bands), tolerance=ROUNDING)
        return bands

    @property
    def genders(self) -> tuple[Gender, ...]:
        """Return the genders of this population. The first two are the sexes, in the order of SEXES."""
        return ("Female", "Male", "Other") if any(band.other for band in self.age_bands) else SEXES

    def share(self, age: int, gender: Gender) -> float:
        """Return the share of the population that has this age and gender, %; 0 above the last band."""
        for band in self.age_bands:
            if band.min_age <= age <= band.max_age:
                percent = {"Male": band.male, "Female": band.female, "Other": band.other}[gender]
                return percent * dict(band.ages())[age]
        return 0.0

    def uninsured(self, age: int) -> float:
        """Return the probability of having no insurance at an age."""
        band = self.insurance.band_at(age)
        return band.uninsured / band.total

    def payer_kinds(self, age: int) -> dict[PayerKind, float]:
        """Return the probability of each kind of payer at an age; with `uninsured` they add up to 1."""
        band, insurance = self.insurance.band_at(age), self.insurance
        shares: dict[PayerKind, float] = dict.fromkeys(get_args(PayerKind), 0.0)
        if age >= SENIOR_AGE:
            split, group = insurance.insured_senior, band.private + band.public
        else:
            shares["Private"] = band.private / band.total
            split = insurance.public_under_18 if age < ADULT_AGE else insurance.public_adult
            group = band.public
        for kind, percent in split.items():
            shares[kind] += group / band.total * percent / 100
        return shares

    def prefix_shares(self, gender: str, age: int) -> dict[str, float]:
        """Return the probability of each prefix for people of this gender and age."""
        fitting = [entry for entry in self.prefixes if entry.sex == gender and entry.min_age <= age]
        if not fitting:
            return {"": 1.0}
        oldest = max(fitting, key=lambda entry: entry.min_age)
        return {prefix: percent / 100 for prefix, percent in oldest.shares.items()}


def population_by_age(population: Population) -> Floats:
    """Return the share of the population of each age and gender, %, shape (121, genders)."""
    return np.array(
        [[population.share(age, gender) for gender in population.genders] for age in range(OLDEST_AGE + 1)]
    )


@cache
def load_population(path: Path | None = None, overlay: str = DEFAULT_POPULATION) -> Population:
    """Read a population file; see read_data_file."""
    return read_data_file(Population, "population", path, overlay)
