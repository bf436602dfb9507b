"""Corruptions of one cell: wrong values for every column of the three tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from .changes import Change, Corruption, Row, Source, shifted, update

__all__ = ["CELLS"]

KEYS = {"patients": "patient_id", "visits": "visit_id", "billing": "billing_id"}
NOBODY = 999_999
POLICIES = [None, "", "ABC-123"]

# Given the source, the row and the name of the column, returns the new value.
Mutation = Callable[[Source, Row, str], Any]


def from_elsewhere(table: str, *others: object) -> Mutation:
    """Take a value from another row, or one of some values that no row has."""

    def mutation(source: Source, _row: Row, column: str) -> object:
        if others and source.random.random() < 0.4:
            return source.random.choice(others)
        return source.value(table, column)

    return mutation


def shift(source: Source, row: Row, column: str) -> object:
    """Shift a date, more often by a few days than by many; set one if it is null."""
    day = row[column] if row[column] is not None else row["billing_date"]
    return shifted(day, source.days())


def shift_or_remove(source: Source, row: Row, column: str) -> object:
    """Shift a date, or remove it."""
    return None if row[column] is not None and source.random.random() < 0.4 else shift(source, row, column)


def shift_care(source: Source, row: Row, column: str) -> object:
    """Shift the registration, or the end of the time in care, which often has no date."""
    day = row[column] if row[column] is not None else shifted(row["registered_on"], 400)
    return shifted(day, source.days())


def add(*steps: int) -> Mutation:
    """Add one of some steps to a number."""
    return lambda source, row, column: row[column] + source.random.choice(steps)


def amount(source: Source, row: Row, column: str) -> object:
    """Change an amount of money, by a cent or by a lot."""
    value: Decimal = row[column]
    cent = Decimal("0.01")
    low = [Decimal(0), Decimal("86.99"), Decimal(87), -value, value / 10]
    new: Decimal = source.random.choice([value - cent, value + cent, value * 2, value + 1000, *low])
    return new.quantize(cent)


def negate(_source: Source, row: Row, column: str) -> object:
    """Turn yes into no."""
    return "f" if row[column] == "t" else "t"


MUTATIONS: dict[str, dict[str, Mutation]] = {
    "patients": {
        "patient_id": from_elsewhere("patients", NOBODY),
        "date_of_birth": shift,
        "age": add(-1, 1, 10, -40),
        "gender": from_elsewhere("patients", "Unknown"),
        "zipcode": from_elsewhere("zip_codes", "00000"),
        "state": from_elsewhere("zip_codes", "ZZ"),
        "insurance_provider_id": from_elsewhere("insurance_providers", None),
        "insurance_policy_number": lambda source, _row, _column: source.random.choice(POLICIES),
        "blood_type": from_elsewhere("patients", "C+"),
        **dict.fromkeys(("registered_on", "left_on", "date_of_death"), shift_care),
    },
    "visits": {
        "visit_id": from_elsewhere("visits", NOBODY, 1),
        "patient_id": from_elsewhere("patients", NOBODY),
        "age": add(-1, 1, 10, -40),
        "condition_id": from_elsewhere("conditions"),
        "icd10_code": from_elsewhere("diagnosis_codes", "X99"),
        "severity": from_elsewhere("visits", "Critical", "severe"),
        "treatment_id": from_elsewhere("treatments"),
        "medication_id": from_elsewhere("medications", None),
        "dosage": from_elsewhere("visits", None, "1 pill"),
        "frequency": from_elsewhere("visits", None, "daily"),
        "test_results": from_elsewhere("visits", "Unknown", ""),
        "doctor_id": from_elsewhere("doctors", NOBODY),
        "hospital_id": from_elsewhere("hospitals", NOBODY),
        "room_number": lambda source, _row, _column: source.random.choice([-1, 0, 1, 2000, 2001]),
        "date_of_admission": shift,
        "date_of_discharge": shift,
        "follow_up_required": negate,
        "follow_up_of": from_elsewhere("visits", None, NOBODY),
    },
    "billing": {
        "billing_id": from_elsewhere("billing", NOBODY, 1),
        "visit_id": from_elsewhere("visits", NOBODY),
        "patient_id": from_elsewhere("patients", NOBODY),
        "billing_date": shift,
        "insurance_coverage_amount": amount,
        "patient_responsibility_amount": amount,
        "payment_plan": from_elsewhere("billing", "Weekly"),
        "expected_payment_date": shift,
        "actual_payment_date": shift_or_remove,
        "payment_status": from_elsewhere("billing", "Waived"),
        "total_charge": amount,
        "insurance_provider_id": from_elsewhere("insurance_providers", None),
    },
}


# Values that always break a rule.
WRONG: dict[str, tuple[str, str, object]] = {
    "unknown severity": ("visits", "severity", "Critical"),
    "unknown test result": ("visits", "test_results", "Unknown"),
    "admitted long ago": ("visits", "date_of_admission", date(2000, 1, 1)),
    "discharged long ago": ("visits", "date_of_discharge", date(2000, 1, 1)),
    "discharged after today": ("visits", "date_of_discharge", date(2100, 1, 1)),
    "billed after today": ("billing", "billing_date", date(2100, 1, 1)),
    "room before the first": ("visits", "room_number", 0),
    "room after the last": ("visits", "room_number", 2001),
    "policy without payer": ("patients", "insurance_provider_id", None),
    "unborn patient": ("patients", "date_of_birth", date(2100, 1, 1)),
    "registered after today": ("patients", "registered_on", date(2100, 1, 1)),
    "left after today": ("patients", "left_on", date(2100, 1, 1)),
    "died after today": ("patients", "date_of_death", date(2100, 1, 1)),
    "negative coverage": ("billing", "insurance_coverage_amount", Decimal("-0.01")),
    "no charge": ("billing", "total_charge", Decimal(0)),
    "paid before billed": ("billing", "actual_payment_date", date(2000, 1, 1)),
    "paid after today": ("billing", "actual_payment_date", date(2100, 1, 1)),
}


def corrupt_cell(table: str, column: str, source: Source) -> list[Change]:
    """Change one column of one row."""
    row = source.one(table)
    value = MUTATIONS[table][column](source, row, column)
    return [update(table, KEYS[table], row[KEYS[table]], **{column: value})]


def set_wrong(table: str, column: str, value: object, source: Source) -> list[Change]:
    """Give one column of one row a value; a patient also gets a policy."""
    values = {column: value}
    if table == "patients":
        values["insurance_policy_number"] = "ABC-123"
    return [update(table, KEYS[table], source.value(table, KEYS[table]), **values)]


CELLS: dict[str, Corruption] = {
    **{
        f"{table}.{column}": partial(corrupt_cell, table, column)
        for table in KEYS
        for column in MUTATIONS[table]
    },
    **{name: partial(set_wrong, *wrong) for name, wrong in WRONG.items()},
}
