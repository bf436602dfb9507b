"""Corruptions of doctors: where they work, on which weekdays, and what their specialty covers."""

from __future__ import annotations

from .changes import Change, Corruption, Row, Source, delete, insert, shifted, update

__all__ = ["DOCTORS"]


def doctor_without_place(source: Source) -> list[Change]:
    """Remove all hospitals of a doctor."""
    return [delete("doctor_hospitals", "doctor_id", source.value("doctor_hospitals", "doctor_id"))]


def doctors_places(source: Source) -> list[Change]:
    """Give a doctor one to four more hospitals in any states."""
    place = source.one("doctor_hospitals")
    hospitals = source.random.sample(source.rows.of("hospitals"), source.number(1, 4))
    return [insert("doctor_hospitals", place, hospital_id=hospital["hospital_id"]) for hospital in hospitals]


def doctors_state(source: Source) -> list[Change]:
    """Change the state of a doctor, in doctors or in doctor_hospitals."""
    place, state = source.one("doctor_hospitals"), source.value("zip_codes", "state")
    table = source.random.choice(["doctors", "doctor_hospitals"])
    return [update(table, "doctor_id", place["doctor_id"], state=state)]


def doctors_specialty(source: Source) -> list[Change]:
    """Give the doctor of a visit another specialty, or remove a treatment from all specialties that cover it."""
    visit = source.one("visits")
    if source.random.random() < 0.5:
        return [delete("specialty_treatments", "treatment_id", visit["treatment_id"])]
    specialty = source.value("specialties", "specialty_id")
    return [update("doctors", "doctor_id", visit["doctor_id"], specialty_id=specialty)]


def doctors_weekdays(source: Source) -> list[Change]:
    """Let the doctor of a visit be at the hospitals only on the weekday of the visit, or only on another."""
    visit = source.one("visits")
    day = shifted(visit["date_of_admission"], source.number(0, 1))
    return [update("doctor_hospitals", "doctor_id", visit["doctor_id"], weekdays=f"{day:%a}")]


def _elsewhere(source: Source, *days: int) -> tuple[Row, list[Change]]:
    """Give visits to a doctor in another hospital, some days after a visit of the doctor; return that place too."""
    first, *others = source.random.sample(source.rows.of("visits"), 1 + len(days))
    doctor, hospital = first["doctor_id"], first["hospital_id"]
    place = source.one_with("doctor_hospitals", doctor_id=doctor, hospital_id=hospital)
    elsewhere = [row["hospital_id"] for row in source.rows.of("hospitals") if row["hospital_id"] != hospital]
    values = {"doctor_id": doctor, "hospital_id": source.random.choice(elsewhere)}
    return place | {"hospital_id": values["hospital_id"]}, [
        update(
            "visits",
            "visit_id",
            other["visit_id"],
            date_of_admission=shifted(first["date_of_admission"], after),
            **values,
        )
        for other, after in zip(others, days, strict=True)
    ]


def two_places_on_a_day(source: Source) -> list[Change]:
    """Let a doctor work at a second hospital, and admit there on the day of an admission at the first, and later."""
    place, changes = _elsewhere(source, 0, 1)
    return [insert("doctor_hospitals", place), *changes]


def elsewhere_on_a_day(source: Source) -> list[Change]:
    """Let a doctor treat at another hospital, where the doctor does not work, on the day of an admission."""
    _, changes = _elsewhere(source, 0)
    return changes


DOCTORS: dict[str, Corruption] = {
    corruption.__name__: corruption
    for corruption in (
        doctor_without_place,
        doctors_places,
        doctors_state,
        doctors_specialty,
        doctors_weekdays,
        two_places_on_a_day,
        elsewhere_on_a_day,
    )
}
