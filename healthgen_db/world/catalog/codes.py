"""What a condition lists: diagnosis codes, the procedure, and drugs."""

from typing import Annotated, Literal

from pydantic import Field

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, Age
from healthgen_db.world.data_files import Entry, Probability, Weight

Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Sex = Literal["Female", "Male"]
Icd10 = Annotated[str, Field(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")]


class DiagnosisCode(Entry):
    """An ICD-10-CM code of a condition, and which patients it fits."""

    code: Icd10
    description: Name
    weight: Weight
    male_weight: Weight | None = None
    """Replaces weight for male patients."""
    child_weight: Weight | None = None
    """Replaces weight under 18."""
    sex: Sex | None = None
    min_age: Age = 0
    max_age: Age = OLDEST_AGE
    with_companion: float = Field(1.0, ge=0)
    """Factor of the weight for patients who also have the companion of the condition."""
    treatments: tuple[Name, ...] = ()
    """Primary and secondary treatments of patients with this code; () means both. Follow-ups can have all others."""
    procedure: Probability = 0.0
    """Probability that a first visit with this code has the procedure of the condition."""
    urgent: bool = False
    """Whether nobody plans the day of a first visit with this code."""
    follow_up: Icd10 | None = None
    """The code of follow-ups; None means this code."""
    follow_up_after: int = Field(0, ge=0)
    """Days after the first visit from which follow-ups have that code."""
    by_treatment: dict[Name, Icd10] = Field(default_factory=dict)
    """Codes of follow-ups with these treatments."""

    def weight_for(self, sex: str, age: int) -> float:
        """Return the weight of this code for a patient of this sex and age; 0 if the code does not fit."""
        if (self.sex is not None and self.sex != sex) or not self.min_age <= age <= self.max_age:
            return 0.0
        if age < ADULT_AGE and self.child_weight is not None:
            return self.child_weight
        if sex == "Male" and self.male_weight is not None:
            return self.male_weight
        return self.weight

    def fits(self, treatment: str) -> bool:
        """Return whether a patient with this code can have this treatment."""
        return not self.treatments or treatment in self.treatments

    @property
    def follow_up_codes(self) -> tuple[str, ...]:
        """Return the other codes that follow-ups can have."""
        codes = (self.follow_up, *self.by_treatment.values())
        return tuple(dict.fromkeys(code for code in codes if code is not None))


class FollowUpCode(Entry):
    """An ICD-10-CM code that only follow-ups have."""

    code: Icd10
    description: Name


class Procedure(Entry):
    """A treatment that is decided before the first visit, because it needs its own doctor or stay."""

    treatment: Name
    fewer_from_age: Age = OLDEST_AGE
    """From this age on, it is rarer the older the patient is."""
    halving_years: float = Field(10.0, gt=0)
    """Its probability is halved in so many years."""
    los_mean: float | None = None
    """Mean stay with it, days; None means los_mean of the condition."""


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
    only_for: tuple[Name, ...] = ()
    """Diagnosis codes of the patients who have the drug; () means all."""
    not_for: tuple[Name, ...] = ()
    """Diagnosis codes of patients who must not have the drug."""
    adult_doses_from: Age = ADULT_AGE
    pregnancy: bool = True
    """False if the drug harms an unborn child."""

    def doses_for(self, age: int) -> tuple[str, ...]:
        """Return the strengths for a patient of this age; () if the patient is too young."""
        if age < self.min_age:
            return ()
        return self.child_doses if age < self.adult_doses_from and self.child_doses else self.doses

    def fits(self, code: str) -> bool:
        """Return whether patients with this diagnosis code can have the drug."""
        return code not in self.not_for and (not self.only_for or code in self.only_for)
