"""Corruptions of the time in care: registering, leaving, death, policies, and the gaps and bills of courses."""

from __future__ import annotations

from functools import partial

from .changes import Change, Corruption, Source, shifted, update
from .row_corruptions import visit_moved

__all__ = ["CARE"]


def _patient(key: int, **values: object) -> Change:
    return update("patients", "patient_id", key, **values)


def registered_about_first_visit(source: Source) -> list[Change]:
    """Register a patient on the day of the first visit, or a day before or after."""
    visit = source.visits_of_one(at_least=1)[0]
    return [
        _patient(visit["patient_id"], registered_on=shifted(visit["date_of_admission"], source.number(-1, 1)))
    ]


def registered_about_origin(source: Source) -> list[Change]:
    """Register a patient on the origin or a day later; perhaps the last patients count as newcomers."""
    patient, dataset = source.one("patients"), source.one("datasets")
    return [
        _patient(patient["patient_id"], registered_on=shifted(dataset["origin"], source.number(0, 1))),
        update(
            "datasets",
            "dataset_id",
            dataset["dataset_id"],
            origin=shifted(dataset["origin"], source.random.choice([-400, 0, 0])),
        ),
    ]


def gone_about_last_visit(source: Source) -> list[Change]:
    """Let a patient leave or die on the day of the last discharge, or a day before or after."""
    visit = source.visits_of_one(at_least=1)[-1]
    values: dict[str, object] = {"left_on": None, "date_of_death": None}
    values[source.random.choice(list(values))] = shifted(visit["date_of_discharge"], source.number(-1, 1))
    return [_patient(visit["patient_id"], **values)]


def gone_about_today(source: Source) -> list[Change]:
    """Let a patient leave and die about today; no real patient does both."""
    today = source.value("datasets", "today")
    values = {name: shifted(today, source.number(-1, 1)) for name in ("left_on", "date_of_death")}
    return [_patient(source.value("patients", "patient_id"), **values)]


def shared_policy(source: Source) -> list[Change]:
    """Give two patients the policy number of one of them."""
    insured = [row for row in source.rows.of("patients") if row["insurance_policy_number"] is not None]
    one, other = source.random.sample(insured, 2)
    return [_patient(one["patient_id"], insurance_policy_number=other["insurance_policy_number"])]


def late_follow_up(source: Source) -> list[Change]:
    """Move the last visit of a course to about half a year after the visit before it, or to much later."""
    *_, before, visit = source.course()
    gap = (visit["date_of_admission"] - before["date_of_discharge"]).days
    days = source.random.choice([181, 182, 500])
    return visit_moved(visit, source.bill_of(visit), days - gap)


def nearly_late_follow_up(source: Source) -> list[Change]:
    """Move the last visit of a course to just within half a year after the visit before it."""
    *_, before, visit = source.course()
    gap = (visit["date_of_admission"] - before["date_of_discharge"]).days
    return visit_moved(visit, source.bill_of(visit), source.number(179, 181) - gap)


def billed_about_previous_bill(source: Source) -> list[Change]:
    """Write a bill a day before the bill of the patient's previous visit, or on the same day."""
    *_, before, visit = source.visits_of_one()
    day = shifted(source.bill_of(before)["billing_date"], source.random.choice([-1, -1, 0]))
    return [update("billing", "billing_id", source.bill_of(visit)["billing_id"], billing_date=day)]


def harmful_before_birth(days: tuple[int, ...], source: Source) -> list[Change]:
    """Prescribe a harmful medication some days before a delivery."""
    seen_twice = [
        visits
        for visits in source.rows.histories
        if len({v["condition_id"] for v in visits}) == len(visits) == 2
    ]
    before, birth = source.random.choice(seen_twice)
    day = shifted(birth["date_of_admission"], -source.random.choice(days))
    drug = source.one_with("medications", harmful_in_pregnancy="t")["medication_id"]
    condition = source.one_with("conditions", name="Childbirth")["condition_id"]
    return [
        update("visits", "visit_id", before["visit_id"], medication_id=drug, date_of_admission=day),
        update("visits", "visit_id", birth["visit_id"], condition_id=condition),
    ]


def other_code_in_course(source: Source) -> list[Change]:
    """Give the first visit or a follow-up of a course another code of its condition."""
    visit = source.random.choice(source.course())
    code = source.one_with("diagnosis_codes", condition_id=visit["condition_id"])["icd10_code"]
    return [update("visits", "visit_id", visit["visit_id"], icd10_code=code)]


CARE: dict[str, Corruption] = {
    **{
        corruption.__name__: corruption
        for corruption in (
            registered_about_first_visit,
            registered_about_origin,
            gone_about_last_visit,
            gone_about_today,
            shared_policy,
            late_follow_up,
            nearly_late_follow_up,
            billed_about_previous_bill,
            other_code_in_course,
        )
    },
    "harmful in pregnancy": partial(harmful_before_birth, (0, 1, 279, 280)),
    "harmful about pregnancy": partial(harmful_before_birth, (-1, 281)),
}
