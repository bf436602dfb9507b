"""Corruptions of whole rows: deleted, duplicated, swapped, moved to another patient, moved in time."""

from __future__ import annotations

from functools import partial

from .cell_corruptions import KEYS, MUTATIONS, NOBODY
from .changes import Change, Corruption, Row, Source, delete, insert, shifted, update

__all__ = ["ROWS", "visit_moved"]

SWAPPED = (
    "patient_id",
    "doctor_id",
    "hospital_id",
    "condition_id",
    "treatment_id",
    "date_of_admission",
    "age",
)
DATES = ("billing_date", "expected_payment_date", "actual_payment_date")


def visit_moved(visit: Row, bill: Row, days: int) -> list[Change]:
    """Return the changes that move a visit and its bill in time."""
    stay = {name: shifted(visit[name], days) for name in ("date_of_admission", "date_of_discharge")}
    dates = {name: bill[name] and shifted(bill[name], days) for name in DATES}
    return [
        update("visits", "visit_id", visit["visit_id"], **stay),
        update("billing", "billing_id", bill["billing_id"], **dates),
    ]


def lost_row(table: str, source: Source) -> list[Change]:
    """Delete a patient with visits, a visit or a bill."""
    return [delete(table, KEYS[table], source.value("billing", KEYS[table]))]


def lost_visit_and_bill(source: Source) -> list[Change]:
    """Delete a visit and its bill. If it was a first visit, the next visit becomes the first."""
    visit = source.random.choice(source.course())
    return [delete(table, "visit_id", visit["visit_id"]) for table in ("visits", "billing")]


def doubled_row(table: str, source: Source) -> list[Change]:
    """Duplicate a row."""
    return [insert(table, source.one(table))]


def doubled_row_changed(source: Source) -> list[Change]:
    """Duplicate a row, with another value in one column of the copy."""
    table = source.random.choice(list(KEYS))
    row, column = source.one(table), source.random.choice(list(MUTATIONS[table]))
    return [insert(table, row, **{column: MUTATIONS[table][column](source, row, column)})]


def patient_of_two_blood_types(source: Source) -> list[Change]:
    """Duplicate a patient, with another blood type."""
    patient = source.one("patients")
    return [insert("patients", patient, blood_type="AB-" if patient["blood_type"] == "O+" else "O+")]


def visit_again(source: Source) -> list[Change]:
    """Add a copy of a visit, perhaps some days later, perhaps without a bill."""
    visit = source.random.choice(source.course())
    bill, number, days = (
        source.bill_of(visit),
        visit["patient_id"] * 100 + 90,
        source.random.choice([0, 1, 40, -40]),
    )
    stay = {name: shifted(visit[name], days) for name in ("date_of_admission", "date_of_discharge")}
    changes = [insert("visits", visit, visit_id=number, **stay)]
    if source.random.random() < 0.7:
        dates = {name: bill[name] and shifted(bill[name], days) for name in DATES}
        changes.append(insert("billing", bill, visit_id=number, billing_id=number * 100, **dates))
    return changes


def billed_twice(source: Source) -> list[Change]:
    """Bill a visit a second time, under another number, perhaps for more."""
    bill, factor = source.one("billing"), source.number(1, 3)
    amounts = ("insurance_coverage_amount", "patient_responsibility_amount", "total_charge")
    return [insert("billing", bill, billing_id=NOBODY, **{name: bill[name] * factor for name in amounts})]


def swapped_values(source: Source) -> list[Change]:
    """Swap the values of a column between two visits, often of one patient."""
    visits = source.visits_of_one() if source.random.random() < 0.6 else source.rows.of("visits")
    one, other = source.random.sample(visits, 2)
    column = source.random.choice(SWAPPED)
    return [
        update("visits", "visit_id", one["visit_id"], **{column: other[column]}),
        update("visits", "visit_id", other["visit_id"], **{column: one[column]}),
    ]


def swapped_stays(source: Source) -> list[Change]:
    """Swap the dates of two visits for a condition, but not of their bills."""
    one, other = source.random.sample(source.course(), 2)
    names = ("date_of_admission", "date_of_discharge")
    return [
        update("visits", "visit_id", one["visit_id"], **{name: other[name] for name in names}),
        update("visits", "visit_id", other["visit_id"], **{name: one[name] for name in names}),
    ]


def swapped_bills(source: Source) -> list[Change]:
    """Swap the visits of two bills."""
    one, other = source.random.sample(source.rows.of("billing"), 2)
    return [
        update("billing", "billing_id", one["billing_id"], visit_id=other["visit_id"]),
        update("billing", "billing_id", other["billing_id"], visit_id=one["visit_id"]),
    ]


def moved_visit(source: Source) -> list[Change]:
    """Move a visit and its bill in time."""
    visit = source.one("visits")
    return visit_moved(visit, source.bill_of(visit), source.days())


def moved_history(source: Source) -> list[Change]:
    """Move all visits of a patient in time, before start or after today."""
    days = source.random.choice([-2500, -1000, 1000, 2500])
    visits = source.visits_of_one(at_least=1)
    return [change for visit in visits for change in visit_moved(visit, source.bill_of(visit), days)]


def another_patients_visit(source: Source) -> list[Change]:
    """Give a visit to another patient, with or without its bill."""
    visit, patient = source.one("visits"), source.value("patients", "patient_id")
    tables = ["visits", "billing"] if source.random.random() < 0.5 else ["visits"]
    return [update(table, "visit_id", visit["visit_id"], patient_id=patient) for table in tables]


def one_patient_for_two(source: Source) -> list[Change]:
    """Give all visits and bills of a patient to another."""
    visits, patient = source.visits_of_one(), source.value("patients", "patient_id")
    return [
        update(table, "patient_id", visits[0]["patient_id"], patient_id=patient)
        for table in ("visits", "billing")
    ]


ROWS: dict[str, Corruption] = (
    {f"doubled {table}": partial(doubled_row, table) for table in KEYS}
    | {f"lost {table}": partial(lost_row, table) for table in KEYS}
    | {
        corruption.__name__: corruption
        for corruption in (
            lost_visit_and_bill,
            doubled_row_changed,
            patient_of_two_blood_types,
            visit_again,
            billed_twice,
            swapped_values,
            swapped_stays,
            swapped_bills,
            moved_visit,
            moved_history,
            another_patients_visit,
            one_patient_for_two,
        )
    }
)
