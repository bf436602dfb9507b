"""Checks of a condition: its values fit together, and every patient has a fitting code, treatment and drug."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import get_args

from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.catalog.codes import Sex
from healthgen_db.world.catalog.entries import Condition


def contradictions(condition: Condition) -> list[str]:
    """Return a message for each way in which the values of a condition do not fit together."""
    first, codes = condition.first_treatments, [code.code for code in condition.icd10]
    all_codes = [*codes, *(code.code for code in condition.follow_up_icd10)]
    unknown = {name for code in condition.icd10 for name in code.treatments} - set(first)
    later = {code.code for code in condition.follow_up_icd10}
    follow_ups = {code for entry in condition.icd10 for code in entry.follow_up_codes}
    means, by_treatment = [condition.los_mean], set(condition.charge_level)
    by_treatment |= {name for code in condition.icd10 for name in code.by_treatment}
    if condition.procedure:
        means.append(condition.procedure.los_mean or condition.los_mean)
        by_treatment.add(condition.procedure.treatment)
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
        "stay_log_sd needs nights, first_monitoring = false and severity_course = by_stay": (
            condition.stay_log_sd is not None
            and (
                condition.los_min < 1 or condition.first_monitoring or condition.severity_course != "by_stay"
            )
        ),
        "late_unpaid and late_paid add up to more than 1": condition.late_unpaid + condition.late_paid > 1,
        "primary and secondary are the same treatment": condition.primary == condition.secondary,
        f"procedure, charge_level or by_treatment names a treatment that is not one of {sorted(condition.roles)}": (
            not by_treatment <= set(condition.roles)
        ),
        f"icd10: treatments names {sorted(unknown)}, which no first visit has": bool(unknown),
        "icd10 and follow_up_icd10 list a code twice": len(set(all_codes)) < len(all_codes),
        "follow_up_icd10 and the follow-up codes of icd10 do not fit together": (
            not later <= follow_ups <= set(all_codes)
        ),
        "a code has with_companion, but the condition has no companion": (
            condition.companion is None and any(code.with_companion != 1 for code in condition.icd10)
        ),
        "mix has patients under 18, but the condition is for adults only": (
            condition.adult_only and condition.mix.pct_under_18 > 0
        ),
        f"only_for or not_for of a drug names a code that is not one of {codes}": (
            not {code for drug in condition.drugs for code in (*drug.only_for, *drug.not_for)} <= set(codes)
        ),
        "the treatment of a drug is not one of the condition's treatments": (
            not {drug.treatment for drug in condition.drugs} <= set(condition.roles)
        ),
    }
    return [message for message, wrong in checks.items() if wrong]


def code_gaps(condition: Condition) -> Iterator[str]:
    """Yield a message for each kind of patient who has no diagnosis code, and for each code without a treatment."""
    sexes = (condition.sex,) if condition.sex else get_args(Sex)
    for sex, age in product(sexes, _age_limits(condition)):
        if not any(code.weight_for(sex, age) for code in condition.icd10):
            yield f"no diagnosis code fits a {sex} patient of age {age}"


def treatment_gaps(condition: Condition) -> Iterator[str]:
    """Yield a message for each code whose first visits could be left without a treatment."""
    procedure = condition.procedure.treatment if condition.procedure else None
    for code in condition.icd10:
        if code.procedure and (procedure is None or not code.fits(procedure)):
            yield f"{code.code} has a procedure, but the condition has none that fits it"
        others = {name for name in (condition.primary, condition.secondary) if code.fits(name)} - {procedure}
        if code.procedure < 1 and not others:
            yield f"{code.code}: no other treatment than the procedure fits, so procedure must be 1"


def drug_gaps(condition: Condition, drug_treatments: Collection[str]) -> Iterator[str]:
    """Yield a message for each drug that no treatment gives, and for each kind of patient without a fitting drug."""
    for drug in condition.drugs:
        if drug.treatment not in drug_treatments:
            yield f"{drug.name}: the treatment {drug.treatment!r} is not one of drug_treatments"
    given = [treatment for treatment in drug_treatments if treatment in condition.roles]
    for treatment, code, age in product(given, condition.icd10, _age_limits(condition)):
        fits = code.min_age <= age <= code.max_age
        drugs = [drug for drug in condition.drugs if drug.treatment == treatment]
        if fits and not any(drug.doses_for(age) and drug.fits(code.code) for drug in drugs):
            yield f"no drug fits a patient of age {age} with {code.code} who has {treatment}"


def _age_limits(condition: Condition) -> list[int]:
    """Return the ages at which the fitting codes or drugs change; a check of these ages covers all ages."""
    ages = {condition.youngest, ADULT_AGE}
    ages |= {code.min_age for code in condition.icd10} | {code.max_age + 1 for code in condition.icd10}
    ages |= {age for drug in condition.drugs for age in (drug.min_age, drug.adult_doses_from)}
    return sorted(age for age in ages if condition.youngest <= age <= condition.max_age)


def pregnancy_gaps(
    condition: Condition, mother: Condition, drug_treatments: Collection[str]
) -> Iterator[str]:
    """Yield a message for each kind of woman who may be pregnant and has no drug that is safe for her child."""
    given = [treatment for treatment in drug_treatments if treatment in condition.roles]
    # a mother of the youngest age was pregnant a year before
    youngest = max(mother.youngest - 1, condition.youngest)
    ages = [age for age in (youngest, *_age_limits(condition)) if youngest <= age <= mother.max_age]
    for treatment, code, age in product(given, condition.icd10, ages):
        safe = [drug for drug in condition.drugs if drug.treatment == treatment and drug.pregnancy]
        if code.weight_for("Female", age) and not any(
            drug.doses_for(age) and drug.fits(code.code) for drug in safe
        ):
            yield f"no drug is safe for a pregnant patient of age {age} with {code.code} who has {treatment}"
