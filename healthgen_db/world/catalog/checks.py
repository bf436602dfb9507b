"""Checks of a condition: its values fit together, and every patient has a fitting code, treatment and drug."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import get_args

from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.catalog.entries import Condition, Sex


def contradictions(condition: Condition) -> list[str]:
    """Return a message for each way in which the values of a condition do not fit together."""
    first, codes = condition.first_treatments, [code.code for code in condition.icd10]
    unknown = {t for code in condition.icd10 for t in code.first_treatments} - set(first)
    means = [condition.los_mean, condition.secondary_los_mean or condition.los_mean]
    checks = {
        f"los_min {condition.los_min} is above los_max {condition.los_max}": (
            condition.los_min > condition.los_max
        ),
        f"los_mean {means} is outside {condition.los_min}-{condition.los_max}": not all(
            condition.los_min <= mean <= condition.los_max for mean in means
        ),
        f"min_age {condition.youngest} is above max_age {condition.max_age}": (
            condition.youngest > condition.max_age
        ),
        "mortality is only for conditions whose first stays last a day or more": (
            condition.mortality > 0 and condition.los_min == 0
        ),
        "late_unpaid and late_paid add up to more than 1": condition.late_unpaid + condition.late_paid > 1,
        "primary and secondary are the same treatment": condition.primary == condition.secondary,
        "primary_once = true and after_primary must be given together": (
            condition.primary_once != (condition.after_primary is not None)
        ),
        f"after_primary names a treatment that is not one of {sorted(condition.roles)}": (
            not set(condition.after_primary or ()) <= set(condition.roles) - {condition.primary}
        ),
        f"icd10: first_treatments names {sorted(unknown)}, which no first visit has": bool(unknown),
        "icd10 lists a code twice": len(set(codes)) < len(codes),
        "mix has patients under 18, but the condition is for adults only": (
            condition.adult_only and condition.mix.pct_under_18 > 0
        ),
        f"not_for of a drug names a code that is not one of {codes}": (
            not {code for drug in condition.drugs for code in drug.not_for} <= set(codes)
        ),
        "the treatment of a drug is not one of the condition's treatments": (
            not {drug.treatment for drug in condition.drugs} <= set(condition.roles)
        ),
    }
    return [message for message, wrong in checks.items() if wrong]


def code_gaps(condition: Condition) -> Iterator[str]:
    """Yield a message for each kind of patient who has no diagnosis code for a first treatment."""
    sexes = (condition.sex,) if condition.sex else get_args(Sex)
    for sex, age, treatment in product(sexes, _age_limits(condition), condition.first_treatments):
        if not any(code.weight_for(sex, age) and code.fits_first(treatment) for code in condition.icd10):
            yield f"no diagnosis code fits a {sex} patient of age {age} who has {treatment}"


def drug_gaps(condition: Condition, drug_treatments: Collection[str]) -> Iterator[str]:
    """Yield a message for each drug that no treatment gives, and for each kind of patient without a fitting drug."""
    for drug in condition.drugs:
        if drug.treatment not in drug_treatments:
            yield f"{drug.name}: the treatment {drug.treatment!r} is not one of drug_treatments"
    given = [treatment for treatment in drug_treatments if treatment in condition.roles]
    for treatment, code, age in product(given, condition.icd10, _age_limits(condition)):
        fits = code.min_age <= age <= code.max_age
        drugs = [drug for drug in condition.drugs if drug.treatment == treatment]
        if fits and not any(drug.doses_for(age) and code.code not in drug.not_for for drug in drugs):
            yield f"no drug fits a patient of age {age} with {code.code} who has {treatment}"


def _age_limits(condition: Condition) -> list[int]:
    """Return the ages at which the fitting codes or drugs change; a check of these ages covers all ages."""
    ages = {condition.youngest, ADULT_AGE}
    ages |= {code.min_age for code in condition.icd10} | {code.max_age + 1 for code in condition.icd10}
    ages |= {drug.min_age for drug in condition.drugs}
    return sorted(age for age in ages if condition.youngest <= age <= condition.max_age)
