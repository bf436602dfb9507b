"""Corruptions aimed at the sentences of the model, at and around their limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .changes import Change, Corruption, Row, Source, shifted, update

__all__ = ["AIMED"]

PLANS = {"Full": 30, "Incremental": 365}
STATUSES = ["Paid", "Late-Paid", "In-progress", "Late-Unpaid"]


def _visit(visit: Row, **values: object) -> Change:
    return update("visits", "visit_id", visit["visit_id"], **values)


def _bill(bill: Row, **values: object) -> Change:
    return update("billing", "billing_id", bill["billing_id"], **values)


def _charged(bill: Row, total: Decimal) -> Change:
    """Return the change that charges a total, of which the patient pays all."""
    total = total.quantize(Decimal("0.01"))
    return _bill(
        bill, total_charge=total, patient_responsibility_amount=total, insurance_coverage_amount=Decimal(0)
    )


def _condition(source: Source, name: str) -> int:
    key: int = source.one_with("conditions", name=name)["condition_id"]
    return key


def _treatment(source: Source, name: str) -> int:
    key: int = source.one_with("treatments", name=name)["treatment_id"]
    return key


def stay_of_other_length(source: Source) -> list[Change]:
    """Make a first stay or a follow-up last some other number of days, and perhaps severe."""
    visit = source.random.choice(source.course(at_least=1)[:2])
    discharge = shifted(visit["date_of_admission"], source.random.choice([-1, 0, 0, 1, 2, 3, 5, 10, 11, 15]))
    severity = source.random.choice([visit["severity"], "Severe"])
    return [_visit(visit, date_of_discharge=discharge, severity=severity)]


def severe_same_day(source: Source) -> list[Change]:
    """Send a severe case, admitted for something that needs a stay, home at once."""
    visit = source.random.choice([course[0] for course in source.rows.courses])
    return [_visit(visit, severity="Severe", date_of_discharge=visit["date_of_admission"])]


def no_stay_where_needed(source: Source) -> list[Change]:
    """Send a first visit home at once, for a condition that needs a stay."""
    visit = source.random.choice([course[0] for course in source.rows.courses])
    needed = source.one_with("conditions", same_day_possible="f")["condition_id"]
    return [_visit(visit, condition_id=needed, date_of_discharge=visit["date_of_admission"])]


def elsewhere_later(source: Source) -> list[Change]:
    """See a follow-up with another doctor who works at another hospital."""
    visit, place = source.random.choice(source.course()[1:]), source.one("doctor_hospitals")
    return [_visit(visit, doctor_id=place["doctor_id"], hospital_id=place["hospital_id"])]


def many_conditions(source: Source) -> list[Change]:
    """See a patient for three to five conditions."""
    visits = source.visits_of_one(at_least=5)
    conditions = source.random.sample(source.rows.of("conditions"), source.number(3, 5))
    return [
        _visit(visit, condition_id=conditions[i % len(conditions)]["condition_id"])
        for i, visit in enumerate(visits)
    ]


def many_flus(source: Source) -> list[Change]:
    """See a patient three to five times for flu and pneumonia, about New Year."""
    visits = source.visits_of_one(at_least=5)[: source.number(3, 5)]
    second = source.random.choice(["Flu", "Flu", "Pneumonia"])
    changes = []
    for i, visit in enumerate(visits):
        day = shifted(date(2024, 12, 1), i * source.random.choice([5, 9]))
        condition = _condition(source, second if i == 2 else "Flu")
        changes.append(_visit(visit, condition_id=condition, date_of_admission=day, date_of_discharge=day))
    return changes


def flu_season(source: Source) -> list[Change]:
    """See a patient four times for flu in one year."""
    visits, flu = source.visits_of_one(at_least=4)[:4], _condition(source, "Flu")
    return [
        _visit(
            visit,
            condition_id=flu,
            date_of_admission=date(2024, 1, 1 + 7 * i),
            date_of_discharge=date(2024, 1, 2 + 7 * i),
        )
        for i, visit in enumerate(visits)
    ]


def births(source: Source) -> list[Change]:
    """See a patient one to four times for childbirth, at any age, with any of its treatments or another."""
    visits = source.visits_of_one(at_least=4)[: source.number(1, 4)]
    condition = _condition(source, "Childbirth")
    roles = source.rows.matching("condition_treatments", {"condition_id": condition})
    treatments = [row["treatment_id"] for row in roles] + [_treatment(source, "Cast")]
    patient = update(
        "patients", "patient_id", visits[0]["patient_id"], gender=source.value("patients", "gender")
    )
    return [
        patient,
        *(
            _visit(
                visit,
                condition_id=condition,
                treatment_id=source.random.choice(treatments),
                age=source.random.choice([17, 18, 24, 25, 50, 51]),
            )
            for visit in visits
        ),
    ]


def many_births(source: Source) -> list[Change]:
    """See a patient three times for childbirth."""
    condition = _condition(source, "Childbirth")
    return [_visit(visit, condition_id=condition) for visit in source.visits_of_one(at_least=3)[:3]]


def bypasses(source: Source) -> list[Change]:
    """Operate a heart twice, perhaps once as something other than heart disease."""
    heart, bypass = _condition(source, "Heart disease"), _treatment(source, "Bypass Surgery")
    other = source.random.choice([heart, _condition(source, "Stroke")])
    one, two = source.random.sample(source.visits_of_one(), 2)
    return [
        _visit(one, condition_id=heart, treatment_id=bypass),
        _visit(two, condition_id=other, treatment_id=bypass),
    ]


def adult_condition_of_child(source: Source) -> list[Change]:
    """See somebody just grown up, or not quite, for a condition of adults."""
    condition = source.one_with("conditions", adult_only="t")["condition_id"]
    return [_visit(source.one("visits"), condition_id=condition, age=source.random.choice([16, 17, 18]))]


def about_seventy(source: Source) -> list[Change]:
    """Make somebody at a visit as old as those who are always asked to come back, or almost."""
    return [_visit(source.one("visits"), age=source.random.choice([69, 70, 71]))]


def birthday_about(source: Source) -> list[Change]:
    """Move a patient's birthday close to a visit or to today, or to a leap day."""
    visit = source.one("visits")
    day: date = source.random.choice([visit["date_of_admission"], source.value("datasets", "today")])
    day = shifted(day, source.number(-1, 1))
    born = date(1976, 2, 29) if source.random.random() < 0.2 else day.replace(year=1975, day=min(day.day, 28))
    return [update("patients", "patient_id", visit["patient_id"], date_of_birth=born)]


def born_late(source: Source) -> list[Change]:
    """Let a patient be born after the first visit, or after today."""
    visit = source.one("visits")
    day = source.random.choice([visit["date_of_admission"], source.value("datasets", "today")])
    return [
        update("patients", "patient_id", visit["patient_id"], date_of_birth=shifted(day, source.number(0, 2)))
    ]


def dearer_follow_up(source: Source) -> list[Change]:
    """Charge for a follow-up about as much as for the first visit, or more."""
    course = source.course()
    charge = source.bill_of(course[0])["total_charge"]
    step = source.random.choice([Decimal("-0.01"), Decimal(0), Decimal("0.01"), charge])
    return [_charged(source.bill_of(source.random.choice(course[1:])), charge + step)]


def small_bill(source: Source) -> list[Change]:
    """Charge nothing, less than nothing, or about the least there is."""
    amounts = [Decimal(0), Decimal(-100), Decimal("86.99"), Decimal(87)]
    return [_charged(source.one("billing"), source.random.choice(amounts))]


def other_plan(source: Source) -> list[Change]:
    """Change a payment plan, perhaps the due date with it."""
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
    """Pay about the due date, or not at all with a due date about today, under any status."""
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
    """Bill just before the discharge, or as late as allowed, or later."""
    visit = source.one("visits")
    day = shifted(visit["date_of_discharge"], source.random.choice([-1, 0, 5, 6]))
    return [_bill(source.bill_of(visit), billing_date=day)]


def insurance_lost(source: Source) -> list[Change]:
    """Take the payer off a patient, with or without the policy, bills left as they are."""
    patient = source.one("patients")
    policy = source.random.choice([None, patient["insurance_policy_number"], "P-1"])
    values = {"insurance_provider_id": None, "insurance_policy_number": policy}
    return [update("patients", "patient_id", patient["patient_id"], **values)]


def moved_house(source: Source) -> list[Change]:
    """Move a patient to another place, which exists."""
    patient, place = source.one("patients"), source.one("zip_codes")
    values = {"zipcode": place["zipcode"], "state": place["state"]}
    return [update("patients", "patient_id", patient["patient_id"], **values)]


AIMED: dict[str, Corruption] = {
    corruption.__name__: corruption
    for corruption in (
        stay_of_other_length,
        severe_same_day,
        no_stay_where_needed,
        elsewhere_later,
        many_conditions,
        many_flus,
        flu_season,
        births,
        many_births,
        bypasses,
        adult_condition_of_child,
        about_seventy,
        birthday_about,
        born_late,
        dearer_follow_up,
        small_bill,
        other_plan,
        bill_of_leap_day,
        other_status,
        billed_about_discharge,
        insurance_lost,
        moved_house,
    )
}
