"""What must hold within a condition for every patient to find a code, a treatment and a drug that fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product
from typing import get_args

from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.catalog.entries import Condition, Sex

__all__ = ["code_gaps", "contradictions", "drug_gaps"]


def contradictions(condition: Condition) -> list[str]:
    """Say in which ways a condition's values do not go together."""
    first, codes = condition.first_treatments, [code.code for code in condition.icd10]
    unknown = {t for code in condition.icd10 for t in code.first_treatments} - set(first)
    means = [condition.los_mean, condition.secondary_los_mean or condition.los_mean]
    checks = {
        f"los_min {condition.los_min} lies above los_max {condition.los_max}": (
            condition.los_min > condition.los_max
        ),
        f"los_mean {means} lies outside {condition.los_min}-{condition.los_max}": not all(
            condition.los_min <= mean <= condition.los_max for mean in means
        ),
        f"min_age {condition.youngest} lies above max_age {condition.max_age}": (
            condition.youngest > condition.max_age
        ),
        "late_unpaid and late_paid come to more than 1": condition.late_unpaid + condition.late_paid > 1,
        "primary and secondary are the same treatment": condition.primary == condition.secondary,
        "primary_once and after_primary need each other": (
            condition.primary_once != (condition.after_primary is not None)
        ),
        f"after_primary names a treatment that is none of {sorted(condition.roles)}": (
            not set(condition.after_primary or ()) <= set(condition.roles) - {condition.primary}
        ),
        f"icd10 names {sorted(unknown)}, which no first visit has": bool(unknown),
        "icd10 has a code twice": len(set(codes)) < len(codes),
        "mix has patients under 18, but the condition is for adults only": (
            condition.adult_only and condition.mix.pct_under_18 > 0
        ),
        f"a drug's not_for names a code that is none of {codes}": (
            not {code for drug in condition.drugs for code in drug.not_for} <= set(codes)
        ),
        "a drug's treatment is none of the condition's": (
            not {drug.treatment for drug in condition.drugs} <= set(condition.roles)
        ),
    }
    return [message for message, wrong in checks.items() if wrong]


def code_gaps(condition: Condition) -> Iterator[str]:
    """Say which patients have no diagnosis code for a first treatment."""
    sexes = (condition.sex,) if condition.sex else get_args(Sex)
    for sex, age, treatment in product(sexes, _turning_ages(condition), condition.first_treatments):
        if not any(code.weight_for(sex, age) and code.fits_first(treatment) for code in condition.icd10):
            yield f"no diagnosis code for {treatment} of a {sex} patient of {age}"


def drug_gaps(condition: Condition, drug_treatments: Collection[str]) -> Iterator[str]:
    """Say which drugs no treatment gives, and which patients a drug treatment has no drug for."""
    for drug in condition.drugs:
        if drug.treatment not in drug_treatments:
            yield f"{drug.name}: {drug.treatment!r} is not given as a drug"
    given = [treatment for treatment in drug_treatments if treatment in condition.roles]
    for treatment, code, age in product(given, condition.icd10, _turning_ages(condition)):
        suits = code.min_age <= age <= code.max_age
        drugs = [drug for drug in condition.drugs if drug.treatment == treatment]
        if suits and not any(drug.doses_for(age) and code.code not in drug.not_for for drug in drugs):
            yield f"no drug for {treatment} of a patient of {age} with {code.code}"


def _turning_ages(condition: Condition) -> list[int]:
    """Return the ages from which on other codes or drugs fit; what holds for them holds for all."""
    ages = {condition.youngest, ADULT_AGE}
    ages |= {code.min_age for code in condition.icd10} | {code.max_age + 1 for code in condition.icd10}
    ages |= {drug.min_age for drug in condition.drugs}
    return sorted(age for age in ages if condition.youngest <= age <= condition.max_age)
