"""Corruptions of what all patients share: conditions, treatments, hospitals, places, and dates."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial

from .changes import Change, Corruption, Source, delete, insert, shifted, update

__all__ = ["REFERENCE"]

CONDITION_VALUES: dict[str, list[object]] = {
    "name": ["Chill"],
    "category": ["chronic", "acute", "minor"],
    "adult_only": ["t", "f"],
    "same_day_possible": ["t", "f"],
    "follow_up_required": ["t", "f"],
    "los_min": [0, 1, 2],
    "los_max": [3, 5, 10],
    "late_unpaid_base": [Decimal("0.08"), Decimal("0.10")],
    "late_paid_base": [Decimal("0.12"), Decimal("0.15")],
}

PROFILES = {
    "hospitals": {
        "same_day_bias": ("-0.15", "0.15"),
        "late_payment_multiplier": ("0.7", "1.5"),
        "charge_multiplier": ("0.9", "1.2"),
    },
    "doctors": {"same_day_style": ("-0.15", "0.15"), "medication_bias": ("-0.10", "0.10")},
}


def changed_condition(source: Source) -> list[Change]:
    """Change a column of a condition."""
    column, values = source.random.choice(list(CONDITION_VALUES.items()))
    key = source.value("conditions", "condition_id")
    return [update("conditions", "condition_id", key, **{column: source.random.choice(values)})]


def lost_condition(source: Source) -> list[Change]:
    """Rename a condition, or delete it."""
    key = source.value("conditions", "condition_id")
    if source.random.random() < 0.5:
        return [update("conditions", "condition_id", key, name="Chill")]
    return [delete("conditions", "condition_id", key)]


def changed_role(source: Source) -> list[Change]:
    """Give a treatment another role in all conditions that have it, or remove it from them."""
    key = source.value("condition_treatments", "treatment_id")
    if source.random.random() < 0.5:
        return [delete("condition_treatments", "treatment_id", key)]
    role = source.random.choice(["primary", "secondary", "monitoring", "follow_up"])
    return [update("condition_treatments", "treatment_id", key, role=role)]


def lost_drug_or_code(source: Source) -> list[Change]:
    """Remove a used drug or diagnosis code from its condition."""
    visit = source.random.choice(
        [visit for visit in source.rows.of("visits") if visit["medication_id"] is not None]
    )
    return source.random.choice(
        [
            [delete("condition_medications", "medication_id", visit["medication_id"])],
            [delete("diagnosis_codes", "icd10_code", visit["icd10_code"])],
        ]
    )


def flag_of_treatment(source: Source) -> list[Change]:
    """Reverse the flag of a treatment that says whether it is given as a drug."""
    treatment = source.one("treatments")
    flag = "f" if treatment["given_as_drug"] == "t" else "t"
    return [update("treatments", "treatment_id", treatment["treatment_id"], given_as_drug=flag)]


def hospitals_place(source: Source) -> list[Change]:
    """Give a hospital another ZIP code: of another hospital, of another state, or one that does not exist."""
    key = source.value("hospitals", "hospital_id")
    zip_codes = [source.value("hospitals", "zipcode"), source.value("zip_codes", "zipcode"), "00000"]
    return [update("hospitals", "hospital_id", key, zipcode=source.random.choice(zip_codes))]


def hospitals_share_zip_code(source: Source) -> list[Change]:
    """Give two hospitals one ZIP code."""
    one, other = source.random.sample(source.rows.of("hospitals"), 2)
    return [update("hospitals", "hospital_id", one["hospital_id"], zipcode=other["zipcode"])]


def hospitals_state(source: Source) -> list[Change]:
    """Change the state of a hospital in its own row, and perhaps also in doctor_hospitals."""
    key, state = source.value("hospitals", "hospital_id"), source.value("zip_codes", "state")
    tables = source.random.choice([["hospitals"], ["hospitals", "doctor_hospitals"]])
    return [update(table, "hospital_id", key, state=state) for table in tables]


def hospitals_name(source: Source) -> list[Change]:
    """Give two hospitals one name, or add a second row for a hospital."""
    one, other = source.random.sample(source.rows.of("hospitals"), 2)
    if source.random.random() < 0.5:
        return [insert("hospitals", one, zipcode=other["zipcode"])]
    return [update("hospitals", "hospital_id", one["hospital_id"], name=other["name"])]


def profiles_of(table: str, source: Source) -> list[Change]:
    """Put a figure of one profile at its limit, and that of another just outside the limit."""
    column, limits = source.random.choice(list(PROFILES[table].items()))
    limit = source.random.choice(limits)
    outside = Decimal(limit) + Decimal("0.0001") * (1 if limit == max(limits, key=Decimal) else -1)
    key = f"{table.removesuffix('s')}_id"
    rows = source.random.sample(source.rows.of(table), 2)
    return [
        update(table, key, row[key], **{column: value})
        for row, value in zip(rows, (Decimal(limit), outside), strict=True)
    ]


def other_follow_up_code(source: Source) -> list[Change]:
    """Allow a follow-up code a day later or earlier, or no longer; or let first visits have any code of follow-ups."""
    row = source.one("follow_up_codes")
    if source.random.random() < 0.3:
        return [delete("follow_up_codes", "icd10_code", row["icd10_code"])]
    if source.random.random() < 0.3:
        return [update("diagnosis_codes", "icd10_code", row["icd10_code"], follow_up_only="t")]
    days = row["after_days"] + source.random.choice([-1, 1, 30])
    return [update("follow_up_codes", "follow_up_code", row["follow_up_code"], after_days=days)]


def place_without_city(source: Source) -> list[Change]:
    """Remove the city of a patient's ZIP code, or delete the ZIP code."""
    zipcode = source.value("patients", "zipcode")
    if source.random.random() < 0.5:
        return [update("zip_codes", "zipcode", zipcode, city=source.random.choice(["", " "]))]
    return [delete("zip_codes", "zipcode", zipcode)]


def other_today(source: Source) -> list[Change]:
    """Change today to a day on which something happens, or to a day just before or after it."""
    bill = source.one("billing")
    days = [source.value("datasets", "today"), bill["billing_date"], bill["expected_payment_date"]]
    dataset = source.one("datasets")
    today = shifted(source.random.choice(days), source.number(-2, 2))
    return [update("datasets", "dataset_id", dataset["dataset_id"], today=today)]


def other_start(source: Source) -> list[Change]:
    """Change start to the day of an admission, or to the day after it."""
    start = shifted(source.value("visits", "date_of_admission"), source.number(0, 1))
    return [update("datasets", "dataset_id", source.value("datasets", "dataset_id"), start=start)]


def asked(source: Source, **options: object) -> list[Change]:
    """Return the change that gives the dataset other options."""
    dataset = source.one("datasets")
    config = json.dumps(json.loads(dataset["config"]) | options)
    return [update("datasets", "dataset_id", dataset["dataset_id"], config=config)]


def asked_for_clinic(source: Source) -> list[Change]:
    """Give the dataset the population clinic, in which every patient comes once."""
    return asked(source, population="clinic")


def asked_for_one_hospital(source: Source) -> list[Change]:
    """Give the dataset the options of one hospital, with or without name, state and ZIP code, and few ZIP codes."""
    hospital = source.one("hospitals")
    known = {name: hospital[name] for name in ("name", "state", "zipcode") if source.random.random() < 0.5}
    options = {f"hospital_{name}": value for name, value in known.items()}
    return asked(source, single_hospital=True, local_top_n=source.number(1, 3), **options)


def asked_for_some_hospitals(source: Source) -> list[Change]:
    """Give the dataset a number of hospitals, and some of the states."""
    states = {source.value("hospitals", "state") for _ in range(30)}
    return asked(source, hospitals=source.number(1, 30), states=",".join(sorted(states)))


def asked_for_hospital_elsewhere(source: Source) -> list[Change]:
    """Give the dataset the options of a hospital that does not exist."""
    return asked(source, single_hospital=True, local_top_n=1, hospital_name="Mercy", hospital_zipcode="00000")


REFERENCE: dict[str, Corruption] = {
    **{
        corruption.__name__: corruption
        for corruption in (
            changed_condition,
            lost_condition,
            changed_role,
            lost_drug_or_code,
            flag_of_treatment,
            hospitals_place,
            hospitals_share_zip_code,
            hospitals_state,
            hospitals_name,
            other_follow_up_code,
            place_without_city,
            other_today,
            other_start,
            asked_for_clinic,
            asked_for_one_hospital,
            asked_for_some_hospitals,
            asked_for_hospital_elsewhere,
        )
    },
    **{f"profiles of {table}": partial(profiles_of, table) for table in PROFILES},
}
