"""Corruptions of bills at and around the limits of the model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from .changes import Change, Corruption, Row, Source, shifted, update

__all__ = ["BILLS"]

PAYER = "insurance_provider_id"
PLANS = {"Full": 30, "Incremental": 365}
STATUSES = ["Paid", "Late-Paid", "In-progress", "Late-Unpaid"]


def _bill(bill: Row, **values: object) -> Change:
    return update("billing", "billing_id", bill["billing_id"], **values)


def _charged(bill: Row, total: Decimal) -> Change:
    """Return the change that sets a total charge, which the patient pays alone."""
    total = total.quantize(Decimal("0.01"))
    return _bill(
        bill, total_charge=total, patient_responsibility_amount=total, insurance_coverage_amount=Decimal(0)
    )


def dearer_end(source: Source) -> list[Change]:
    """Charge more for the last visit for a condition than for the first."""
    course = source.course()
    return [
        _charged(
            source.bill_of(course[-1]), source.bill_of(course[0])["total_charge"] + source.number(1, 500)
        )
    ]


def dearer_follow_up(source: Source) -> list[Change]:
    """Charge about as much for a follow-up as for the first visit, or more."""
    course = source.course()
    charge = source.bill_of(course[0])["total_charge"]
    step = source.random.choice([Decimal("-0.01"), Decimal(0), Decimal("0.01"), charge])
    return [_charged(source.bill_of(source.random.choice(course[1:])), charge + step)]


def small_bill(source: Source) -> list[Change]:
    """Charge nothing, a negative amount, or about the minimum."""
    amounts = [Decimal(0), Decimal(-100), Decimal("86.99"), Decimal(87)]
    return [_charged(source.one("billing"), source.random.choice(amounts))]


def other_plan(source: Source) -> list[Change]:
    """Change a payment plan, and perhaps the due date."""
    bill, plan = source.one("billing"), source.random.choice(list(PLANS))
    due = source.random.choice([bill["expected_payment_date"], shifted(bill["billing_date"], PLANS[plan])])
    return [_bill(bill, payment_plan=plan, expected_payment_date=due)]


def bill_of_leap_day(source: Source) -> list[Change]:
    """Bill on a leap day, due twelve months or 365 days later."""
    due = source.random.choice([date(2025, 2, 28), date(2025, 3, 1), date(2024, 3, 30)])
    plan = source.random.choice(list(PLANS))
    bill = source.one("billing")
    return [_bill(bill, billing_date=date(2024, 2, 29), payment_plan=plan, expected_payment_date=due)]


def other_status(source: Source) -> list[Change]:
    """Pay around the due date, or never with a due date around today, with any status."""
    bill, today = source.one("billing"), source.value("datasets", "today")
    status, days = source.random.choice(STATUSES), source.number(-1, 1)
    if source.random.random() < 0.5:
        return [
            _bill(
                bill, payment_status=status, actual_payment_date=shifted(bill["expected_payment_date"], days)
            )
        ]
    due = shifted(today, days)
    return [_bill(bill, payment_status=status, expected_payment_date=due, actual_payment_date=None)]


def billed_about_discharge(source: Source) -> list[Change]:
    """Move the billing date just before the discharge, or to the last allowed day, or later."""
    visit = source.one("visits")
    day = shifted(visit["date_of_discharge"], source.random.choice([-1, 0, 5, 6]))
    return [_bill(source.bill_of(visit), billing_date=day)]


def insurance_lost(source: Source) -> list[Change]:
    """Remove the payer of a patient from the bills, and perhaps from the patient, and keep the coverage."""
    covered = [bill for bill in source.rows.of("billing") if bill["insurance_coverage_amount"] > 0]
    patient = source.one_with("patients", patient_id=source.random.choice(covered)["patient_id"])
    policy = source.random.choice([None, patient["insurance_policy_number"], "P-1"])
    tables: dict[str, dict[str, object]] = {"billing": {"insurance_provider_id": None}}
    if source.random.random() < 0.5:
        tables["patients"] = {"insurance_provider_id": None, "insurance_policy_number": policy}
    return [update(table, "patient_id", patient["patient_id"], **values) for table, values in tables.items()]


def other_payer_about_65(source: Source) -> list[Change]:
    """Give a bill another payer than the patient has, who was or is about 65, perhaps with Medicare today."""
    visit = source.one("visits")
    kinds = [source.one_with("insurance_providers", kind="Medicare"), source.one("insurance_providers")]
    today, then = source.random.choice(kinds), source.one("insurance_providers")
    return [
        update(
            "patients", "patient_id", visit["patient_id"], age=source.number(64, 66), **{PAYER: today[PAYER]}
        ),
        update("visits", "visit_id", visit["visit_id"], age=source.number(63, 66)),
        _bill(source.bill_of(visit), **{PAYER: source.random.choice([then[PAYER], then[PAYER], None])}),
    ]


def two_payers(ages: tuple[int, int], today: int, source: Source) -> list[Change]:
    """Give two bills of a patient two payers: the ages at the visits, and the age today."""
    visits = source.random.sample(source.visits_of_one(), 2)
    payers = source.random.sample([None, *(row[PAYER] for row in source.rows.of("insurance_providers"))], 2)
    changes = [update("patients", "patient_id", visits[0]["patient_id"], age=today)]
    for visit, age, payer in zip(visits, ages, payers, strict=True):
        changes.append(update("visits", "visit_id", visit["visit_id"], age=age))
        changes.append(_bill(source.bill_of(visit), **{PAYER: payer}))
    return changes


BILLS: dict[str, Corruption] = {
    **{
        corruption.__name__: corruption
        for corruption in (
            dearer_end,
            dearer_follow_up,
            small_bill,
            other_plan,
            bill_of_leap_day,
            other_status,
            billed_about_discharge,
            insurance_lost,
            other_payer_about_65,
        )
    },
    "two payers before 65": partial(two_payers, (63, 64), 65),
    "two payers at 64": partial(two_payers, (63, 64), 64),
    "other payer from 65 on": partial(two_payers, (64, 65), 70),
}
