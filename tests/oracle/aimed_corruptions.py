"""Corruptions of visits and patients at and around the limits of the model."""

from __future__ import annotations

from datetime import date
from functools import partial

from .changes import Change, Corruption, Row, Source, shifted, update

__all__ = ["AIMED"]


def _visit(visit: Row, **values: object) -> Change:
    return update("visits", "visit_id", visit["visit_id"], **values)


def _condition(source: Source, name: str) -> int:
    key: int = source.one_with("conditions", name=name)["condition_id"]
    return key


def _treatment(source: Source, name: str) -> int:
    key: int = source.one_with("treatments", name=name)["treatment_id"]
    return key


def stay_of_other_length(source: Source) -> list[Change]:
    """Give a first stay or a follow-up another length, and perhaps severity Severe."""
    visit = source.random.choice(source.course(at_least=1)[:2])
    discharge = shifted(visit["date_of_admission"], source.random.choice([-1, 0, 0, 1, 2, 3, 5, 10, 11, 15]))
    severity = source.random.choice([visit["severity"], "Severe"])
    return [_visit(visit, date_of_discharge=discharge, severity=severity)]


def severe_same_day(source: Source) -> list[Change]:
    """Discharge a severe case on the day of admission, for a condition that needs a stay."""
    needing = {row["condition_id"] for row in source.rows.matching("conditions", {"same_day_possible": "f"})}
    firsts = [course[0] for course in source.rows.courses if course[0]["condition_id"] in needing]
    visit = source.random.choice(firsts)
    return [_visit(visit, severity="Severe", date_of_discharge=visit["date_of_admission"])]


def long_follow_up(source: Source) -> list[Change]:
    """Give a follow-up a long stay."""
    visit = source.random.choice(source.course()[1:])
    return [_visit(visit, date_of_discharge=shifted(visit["date_of_admission"], source.number(3, 9)))]


def elsewhere_later(source: Source) -> list[Change]:
    """Give a follow-up another doctor, who works at another hospital."""
    visit, place = source.random.choice(source.course()[1:]), source.one("doctor_hospitals")
    return [_visit(visit, doctor_id=place["doctor_id"], hospital_id=place["hospital_id"])]


def many_conditions(source: Source) -> list[Change]:
    """Give a patient four or five conditions."""
    visits = source.visits_of_one(at_least=5)
    conditions = source.random.sample(source.rows.of("conditions"), source.number(4, 5))
    return [
        _visit(visit, condition_id=conditions[i % len(conditions)]["condition_id"])
        for i, visit in enumerate(visits)
    ]


def many_flus(source: Source) -> list[Change]:
    """Give a patient three to five visits for flu and pneumonia around New Year."""
    visits = source.visits_of_one(at_least=5)[: source.number(3, 5)]
    second = source.random.choice(["Flu", "Flu", "Pneumonia"])
    changes = []
    for i, visit in enumerate(visits):
        day = shifted(date(2024, 12, 1), i * source.random.choice([5, 9]))
        condition = _condition(source, second if i == 2 else "Flu")
        changes.append(_visit(visit, condition_id=condition, date_of_admission=day, date_of_discharge=day))
    return changes


def season_of(condition: str, source: Source) -> list[Change]:
    """Give a patient four visits for a condition in one year."""
    visits, key = source.visits_of_one(at_least=4)[:4], _condition(source, condition)
    days = [date(2024, 1, 1 + 7 * i) for i in range(len(visits))]
    return [
        _visit(visit, condition_id=key, date_of_admission=day, date_of_discharge=shifted(day, 1))
        for visit, day in zip(visits, days, strict=True)
    ]


def births(source: Source) -> list[Change]:
    """Give a patient one to four visits for childbirth, at any age, with one of its treatments or another treatment."""
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


def course_of_births(source: Source) -> list[Change]:
    """Change the visits of a man of 51 to childbirth: first a checkup, then deliveries."""
    course, condition = source.course(), _condition(source, "Childbirth")
    treatments = [_treatment(source, "Monitoring")] + [_treatment(source, "Delivery")] * len(course)
    return [
        update("patients", "patient_id", course[0]["patient_id"], gender="Male"),
        *(
            _visit(visit, condition_id=condition, treatment_id=treatments[i], age=51)
            for i, visit in enumerate(course)
        ),
    ]


def birth_and_check(source: Source) -> list[Change]:
    """Change the visits for a condition to childbirth: a delivery and an allowed follow-up."""
    course, condition = source.course(), _condition(source, "Childbirth")
    follow_up = source.random.choice(["Postpartum Checkup", "Monitoring", "Lactation Support"])
    treatments = [_treatment(source, "Delivery")] + [_treatment(source, follow_up)] * len(course)
    return [
        _visit(visit, condition_id=condition, treatment_id=treatments[i]) for i, visit in enumerate(course)
    ]


def many_births(source: Source) -> list[Change]:
    """Give a patient three visits for childbirth."""
    condition = _condition(source, "Childbirth")
    return [_visit(visit, condition_id=condition) for visit in source.visits_of_one(at_least=3)[:3]]


def bypasses(source: Source) -> list[Change]:
    """Give a patient two bypass operations, perhaps one of them under another condition."""
    heart, bypass = _condition(source, "Heart disease"), _treatment(source, "Bypass Surgery")
    other = source.random.choice([heart, _condition(source, "Stroke")])
    one, two = source.random.sample(source.visits_of_one(), 2)
    return [
        _visit(one, condition_id=heart, treatment_id=bypass),
        _visit(two, condition_id=other, treatment_id=bypass),
    ]


def adult_condition_of_child(source: Source) -> list[Change]:
    """Give a child, and a patient of about 18, a condition of adults."""
    one, other = (source.one_with("conditions", adult_only="t")["condition_id"] for _ in range(2))
    child, youth = source.random.sample(source.rows.of("visits"), 2)
    return [
        _visit(child, condition_id=one, age=source.number(0, 17)),
        _visit(youth, condition_id=other, age=source.number(17, 18)),
    ]


def about_seventy(source: Source) -> list[Change]:
    """Make a patient at a visit 70 years old, or a little younger."""
    return [_visit(source.one("visits"), age=source.random.choice([69, 70, 71]))]


def birthday_about(source: Source) -> list[Change]:
    """Move a patient's birthday close to a visit or to today, or to a leap day."""
    visit = source.one("visits")
    day: date = source.random.choice([visit["date_of_admission"], source.value("datasets", "today")])
    day = shifted(day, source.number(-1, 1))
    born = date(1976, 2, 29) if source.random.random() < 0.2 else day.replace(year=1975, day=min(day.day, 28))
    return [update("patients", "patient_id", visit["patient_id"], date_of_birth=born)]


def born_late(source: Source) -> list[Change]:
    """Move the birth of a patient after the first visit, or after today."""
    visit = source.one("visits")
    day = source.random.choice([visit["date_of_admission"], source.value("datasets", "today")])
    return [
        update("patients", "patient_id", visit["patient_id"], date_of_birth=shifted(day, source.number(0, 2)))
    ]


def half_a_prescription(source: Source) -> list[Change]:
    """Remove the dosage or the frequency of a drug."""
    visit = source.random.choice(
        [visit for visit in source.rows.of("visits") if visit["medication_id"] is not None]
    )
    return [_visit(visit, **{source.random.choice(["dosage", "frequency"]): None})]


def moved_house(source: Source) -> list[Change]:
    """Move a patient to another ZIP code, which exists."""
    patient, place = source.one("patients"), source.one("zip_codes")
    values = {"zipcode": place["zipcode"], "state": place["state"]}
    return [update("patients", "patient_id", patient["patient_id"], **values)]


AIMED: dict[str, Corruption] = {
    **{f"season of {name}": partial(season_of, name) for name in ("Flu", "Pneumonia")},
    **{
        corruption.__name__: corruption
        for corruption in (
            stay_of_other_length,
            severe_same_day,
            long_follow_up,
            elsewhere_later,
            many_conditions,
            many_flus,
            births,
            course_of_births,
            birth_and_check,
            many_births,
            bypasses,
            adult_condition_of_child,
            about_seventy,
            birthday_about,
            born_late,
            half_a_prescription,
            moved_house,
        )
    },
}
