"""How hospitals and doctors differ, and where hospitals are: entries of behavior.toml."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from healthgen_db.world.data_files import Entry, Probability, Range, adds_up_to

# first_names.csv.gz has names for these decades
BirthDecade = Annotated[int, Field(ge=1930, le=2020, multiple_of=10)]


class Spread(Entry):
    """A random number with this standard deviation, kept within limits."""

    sigma: float = Field(gt=0)
    limits: Range


class HospitalProfiles(Entry):
    """How many hospitals there are, who goes to them, and how they differ."""

    zip_codes_per_hospital: float = Field(ge=1)
    nearest: int = Field(ge=1)
    decay_miles: float = Field(gt=0)
    without_specialist: Probability
    same_day_bias: Spread
    late_payment_multiplier: Spread
    charge_multiplier: Range
    stay_bias: Spread
    referral_weight: Spread


class OneHospital(Entry):
    """Datasets with one hospital: where it lies, how many doctors it has, and where its patients live."""

    doctors: int = Field(ge=1)
    populous_share: float = Field(gt=0, le=1)
    neighbor_distance_power: float = Field(ge=0)


class Network(Entry):
    """Hospitals of one metropolitan area: where they lie, how large they are, and who goes to which."""

    reach_miles: float = Field(gt=0)
    apart_miles: float = Field(gt=0)
    sizes: tuple[Annotated[float, Field(gt=0)], ...] = Field(min_length=1)
    distance_power: float = Field(ge=0)
    nearest_miles: float = Field(gt=0)
    complex_power: float = Field(ge=0)


class DoctorProfiles(Entry):
    """How many doctors there are, how they differ, and at how many hospitals they work."""

    per_hospital: float = Field(gt=0)
    birth_decades: tuple[BirthDecade, ...] = Field(min_length=1)
    hospitals_per_doctor: Annotated[tuple[Probability, ...], adds_up_to(1)]
    same_day_style: Spread
    medication_bias: Spread
    panel_weight: Spread
    specialty_sigma: float = Field(ge=0)
    weekdays: tuple[tuple[Annotated[str, Field(pattern=r"^1?2?3?4?5?6?7?$")], ...], ...]

    @model_validator(mode="after")
    def _one_place_a_day(self) -> Self:
        for number, places in enumerate(self.weekdays, 1):
            if any(not set(days) & set("12345") for days in places):
                raise ValueError(
                    f"weekdays: entry {number} must give each hospital a day from Monday to Friday"
                )
            if len(places) != number or sorted("".join(places)) != list("1234567"):
                raise ValueError(
                    f"weekdays: entry {number} must give each day of the week to one of {number} hospitals"
                )
        if len(self.weekdays) < len(self.hospitals_per_doctor):
            raise ValueError("weekdays and hospitals_per_doctor must have the same length")
        return self
