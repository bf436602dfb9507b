"""Checks of people: their employments, and what they do for encounters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .encounter_checks import with_encounter
from .place_checks import second_of_overlapping
from .registry import check
from .rows import Row, Tables, age, before

DAY = timedelta(days=1)
SURGICAL = ("surgery", "anesthesia", "operating nursing")
NURSES = {("Registered nurse", "RN"), ("Charge nurse", "RN")}
PHYSICIANS = {("Physician", "MD"), ("Nurse practitioner", "NP")}
MAY = {
    "triage": NURSES,
    "emergency nursing": NURSES,
    "emergency care": {
        ("Emergency physician", "MD"),
        ("Physician assistant", "PA"),
        ("Nurse practitioner", "NP"),
    },
    "admission": PHYSICIANS,
    "nursing": NURSES,
    "surgery": {("Surgeon", "MD")},
    "anesthesia": {("Anesthesiologist", "MD"), ("Nurse anesthetist", "CRNA")},
    "operating nursing": NURSES,
    "discharge": PHYSICIANS,
}


def act_key(row: Row) -> tuple[object, ...]:
    """Return encounter, act and time of an act."""
    return row["encounter_id"], row["act"], row["began_at"]


@check
def off_duty_at_work(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Acts begin in a shift of the same person, who has come by then."""
    for row in tables["encounter_staff"]:
        shift = tables.shifts.get(row["shift_id"])
        if (
            shift is None
            or shift["staff_id"] != row["staff_id"]
            or shift["started_at"] is None
            or not max(shift["planned_start"], shift["started_at"]) <= row["began_at"] < shift["planned_end"]
        ):
            yield act_key(row)


@check
def wrong_role_at_work(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The role of the shift, with its licence, is for the act."""
    for row in tables["encounter_staff"]:
        shift = tables.shifts.get(row["shift_id"])
        role = shift and tables.roles.get(shift["role"])
        if role and (role["role"], role["licence"]) not in MAY.get(row["act"], ()):
            yield act_key(row)


@check
def act_encounter_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Acts are where the patient is, and while the patient is there."""
    beds = tables.groups("bed_stays", "encounter_id")
    for row, encounter in with_encounter(tables, "encounter_staff"):
        shift = tables.shifts.get(row["shift_id"])
        if shift is None:
            continue
        unit, at, left = shift["unit_id"], row["began_at"], encounter["left_at"]
        level = tables.units.get(unit, {}).get("care_level")
        places = [
            tables.beds.get(stay["bed_id"], {}).get("unit_id")
            for stay in beds.get(row["encounter_id"], [])
            if stay["entered_at"] <= at and (stay["left_at"] is None or at < stay["left_at"])
        ]
        wrong_place = {
            "nursing": any(place != unit for place in places or [None]),
            "triage": level != "emergency",
            "emergency nursing": level != "emergency",
            "operating nursing": level != "operating",
            "emergency care": level not in (None, "emergency"),
        }.get(row["act"], False)
        in_time = encounter["registered_at"] <= at and (
            left is None or (row["ended_at"] is not None and row["ended_at"] <= left)
        )
        if wrong_place or not in_time or shift["hospital_id"] != encounter["hospital_id"]:
            yield act_key(row)


def _needed(tables: Tables) -> Iterator[tuple[int, str, datetime | None]]:
    """Yield encounter, act and begin of what somebody has to do."""
    for stay in tables["ed_stays"]:
        number = stay["encounter_id"]
        yield number, "triage", stay["triaged_at"]
        times = [time for time in (stay["roomed_at"], stay["provider_at"]) if time is not None]
        yield number, "emergency nursing", min(times, default=None)
        yield number, "emergency care", stay["provider_at"]
    for row in tables["encounters"]:
        number, admitted, ready = row["encounter_id"], row["admitted_at"], row["ready_at"]
        yield number, "admission", admitted
        if admitted is not None and row["disposition"] != "20":
            yield number, "discharge", ready if before(admitted, ready) else row["left_at"]
    for stay in tables["bed_stays"]:
        yield stay["encounter_id"], "nursing", stay["entered_at"]
    for surgery in tables["surgeries"]:
        for act in SURGICAL:
            yield surgery["encounter_id"], act, surgery["started_at"]


@check
def acts_missing(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Where there are posts, whatever happens to a patient is done by somebody."""
    staffed = {row["hospital_id"] for row in tables["posts"]}
    done = {act_key(row) for row in tables["encounter_staff"]}
    for number, act, at in _needed(tables):
        encounter = tables.encounters.get(number)
        if encounter and encounter["hospital_id"] in staffed and at and (number, act, at) not in done:
            yield number, act, at


@check
def person_in_two_surgeries(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who operates on a patient operates on nobody else."""
    for acts in tables.groups("encounter_staff", "staff_id").values():
        surgical = [row for row in acts if row["act"] in SURGICAL]
        for row in second_of_overlapping(surgical, "began_at", "ended_at", "encounter_id", "act"):
            yield act_key(row)


def jobs_of_staff(tables: Tables) -> Iterator[tuple[Row, Row]]:
    """Yield the employments with their people."""
    for row in tables["employments"]:
        if row["staff_id"] in tables.staff:
            yield row, tables.staff[row["staff_id"]]


@check
def age_unfit_for_role(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Old enough for the role, not too old for work, no child in a profession."""
    for row, person in jobs_of_staff(tables):
        role, born = tables.roles.get(row["role"]), person["date_of_birth"]
        last = row["valid_to"] or tables.dataset["today"]
        if role and (
            age(born, row["valid_from"]) < role["min_age"]
            or age(born, last) > 80
            or age(born, person["profession_since"]) < 16
        ):
            yield row["staff_id"], row["sequence"]


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; the 29th of February becomes the 28th, as in SQL."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


@check
def experience_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The band is that of the years in the profession, from the first to the last day; agencies: the first."""
    bands = {"junior": (None, 5), "experienced": (5, 15), "senior": (15, None)}
    for row, person in jobs_of_staff(tables):
        first = last = row["valid_from"]
        if row["post_id"] is not None:
            last = max(first, row["valid_to"] or tables.dataset["today"])
        low, high = bands.get(row["experience"], (None, None))
        since = person["profession_since"]
        if (low is not None and first < years_later(since, low)) or (
            high is not None and last >= years_later(since, high)
        ):
            yield row["staff_id"], row["sequence"]


@check
def employed_twice(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: One employment of a person at a time, and one person of a post."""
    found = set()
    for column in ("staff_id", "post_id"):
        for rows in tables.groups("employments", column).values():
            periods = [
                row | {"end": None if row["valid_to"] is None else row["valid_to"] + DAY} for row in rows
            ]
            found |= {
                (row["staff_id"], row["sequence"])
                for row in second_of_overlapping(periods, "valid_from", "end", "staff_id", "sequence")
            }
    return found


@check
def employment_chain_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Numbered from 1; promotions and bands follow on what ended for them; contracts are of agencies."""
    for staff, rows in tables.employments_of.items():
        person = tables.staff.get(staff)
        if person is None:
            continue
        ordered = sorted(rows, key=lambda row: (row["valid_from"], row["sequence"]))
        for number, (last, row, following) in enumerate(
            zip([None, *ordered], ordered, [*ordered[1:], None], strict=False), 1
        ):
            contract = row["began_because"] == "agency contract"
            wrong = [
                row["sequence"] != number,
                person["agency"] != contract,
                row["ended_because"] is not None
                and person["agency"] != (row["ended_because"] == "contract ended"),
                _begins_wrong(last, row),
                row["ended_because"] in ("promoted", "experience")
                and row["ended_because"] != (following or {"began_because": None})["began_because"],
            ]
            if any(wrong):
                yield staff, row["sequence"]


def _begins_wrong(last: Row | None, row: Row) -> bool:
    """Say whether an employment does not follow on the last one."""
    reason = row["began_because"]
    if reason not in ("promoted", "experience"):
        return reason == "hired" and last is not None
    if last is None or last["ended_because"] != reason:
        return True
    if last["valid_to"] is not None and row["valid_from"] != last["valid_to"] + DAY:
        return True
    same_role = row["role"] == last["role"]
    known = None not in (row["post_id"], last["post_id"])
    same_post = row["post_id"] == last["post_id"]
    if reason == "promoted":
        return same_role or (known and same_post)
    return not same_role or (known and not same_post)


@check
def reporting_line_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: From each post, one comes to a post without a head, at one hospital."""
    for row in tables["posts"]:
        above: Row | None = row
        for _ in tables["posts"]:
            if above is None or above["reports_to"] is None:
                break
            head = tables.posts.get(above["reports_to"])
            above = head if head and head["hospital_id"] == above["hospital_id"] else None
        if above is None or above["reports_to"] is not None:
            yield (row["post_id"],)


@check
def staff_doctor_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A doctor on the staff is that doctor, at a hospital of theirs, as a physician."""
    doctors = {row["doctor_id"]: row["name"] for row in tables["doctors"]}
    places = {(row["doctor_id"], row["hospital_id"]) for row in tables["doctor_hospitals"]}
    for row in tables["staff"]:
        if row["doctor_id"] not in doctors:
            continue
        licences = [
            tables.roles.get(job["role"], {}).get("licence")
            for job in tables.employments_of.get(row["staff_id"], [])
        ]
        right = (
            doctors[row["doctor_id"]] == f"Dr. {row['first_name']} {row['last_name']}"
            and (row["doctor_id"], row["hospital_id"]) in places
            and "MD" in licences
        )
        if not right:
            yield (row["staff_id"],)


@check
def workforce_future(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Nothing of the work lies after now, and no plan after 28 days."""
    today = tables.dataset["today"]
    last = today + 28 * DAY
    plans_end = {hospital: tables.midnight(hospital, last + DAY) for hospital in tables.zones}
    found: set[tuple[object, ...]] = set()

    def note(table: str, key: int, times: Iterable[Any], limit: Any) -> None:
        if any(time is not None and time >= limit for time in times):
            found.add((table, key))

    for row in tables["shifts"]:
        hospital, key = row["hospital_id"], row["shift_id"]
        note("shifts", key, (row["started_at"], row["ended_at"]), tables.now[hospital])
        note("shifts", key, (row["planned_start"],), plans_end[hospital])
    for row, encounter in with_encounter(tables, "encounter_staff"):
        now = tables.now[encounter["hospital_id"]]
        note("encounter_staff", row["encounter_id"], (row["began_at"], row["ended_at"]), now)
    for row in tables["ambulance_runs"]:
        times = [row[name] for name in ("arrived_at", "offloaded_at", "available_at")]
        note("ambulance_runs", row["run_id"], times, tables.now[row["hospital_id"]])
    for row in tables["employments"]:
        note("employments", row["staff_id"], (row["valid_from"], row["valid_to"]), last + DAY)
    for row in tables["absences"]:
        note("absences", row["staff_id"], (row["first_day"],), last + DAY)
        if row["kind"] == "sickness":
            note("absences", row["staff_id"], (row["first_day"], row["last_day"]), today + DAY)
    return found
