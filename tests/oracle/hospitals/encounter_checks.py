"""Checks of encounters: their order of times, visits, patients, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from .registry import check
from .rows import Row, Tables, before

DAY = timedelta(days=1)


def with_encounter(tables: Tables, table: str) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of a table with their encounters."""
    for row in tables[table]:
        if row["encounter_id"] in tables.encounters:
            yield row, tables.encounters[row["encounter_id"]]


def out_of_order(row: Row, *columns: str) -> bool:
    """Say whether one of the times is earlier than one before it. Missing ones are left out."""
    moments = [row[column] for column in columns if row[column] is not None]
    return any(later < earlier for earlier, later in pairwise(moments))


@check
def encounter_times_out_of_order(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Registered, admitted, ready, left."""
    for row in tables["encounters"]:
        if out_of_order(row, "registered_at", "admitted_at", "ready_at", "left_at"):
            yield (row["encounter_id"],)


@check
def ed_times_out_of_order(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Arrived, triaged, roomed, provider, decision, departed."""
    for row in tables["ed_stays"]:
        triaged, roomed, provider = row["triaged_at"], row["roomed_at"], row["provider_at"]
        decided = row["decision_at"]
        if (
            before(triaged, row["arrived_at"])
            or any(before(moment, triaged) for moment in (roomed, provider, decided))
            or before(provider, roomed)
            or before(decided, provider)
            or before(row["departed_at"], decided)
        ):
            yield (row["encounter_id"],)


@check
def ed_stay_outside_encounter(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: From registration, to the end if nobody admits the patient."""
    for stay, encounter in with_encounter(tables, "ed_stays"):
        departed, left = stay["departed_at"], encounter["left_at"]
        ends_right = (
            departed == left
            if encounter["admitted_at"] is None
            else left is None or (departed is not None and departed <= left)
        )
        if stay["arrived_at"] != encounter["registered_at"] or not ends_right:
            yield (stay["encounter_id"],)


@check
def ed_stay_missing(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who comes unplanned is seen in the emergency department, who has an appointment is not."""
    for row in tables["encounters"]:
        seen, mode = row["encounter_id"] in tables.ed_stays, row["arrival_mode"]
        unplanned = row["class"] == "emergency" or mode in ("walk-in", "ambulance")
        if (unplanned and not seen) or (seen and mode in ("scheduled", "direct", "clinic")):
            yield (row["encounter_id"],)


@check
def ed_decision_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: What is decided happens."""
    dispositions = {
        "died": {"20"},
        "against advice": {"07"},
        "left without being seen": {"07"},
        "transfer": {"02", "05", "65"},
    }
    for stay, encounter in with_encounter(tables, "ed_stays"):
        decision, admitted, disposition = stay["decision"], encounter["admitted_at"], encounter["disposition"]
        wrong = [
            (decision is None) != (stay["decision_at"] is None),
            admitted is not None and decision != "admit",
            before(admitted, stay["decision_at"]),
            decision == "admit" and admitted is None and stay["departed_at"] is not None,
            disposition is not None and disposition not in dispositions.get(decision, {disposition}),
        ]
        if any(wrong):
            yield (stay["encounter_id"],)


@check
def walk_out_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who leaves unseen sees no provider, leaves at once and has no visit."""
    for stay, encounter in with_encounter(tables, "ed_stays"):
        right = (stay["provider_at"], encounter["visit_id"]) == (None, None)
        if stay["decision"] == "left without being seen" and not (
            right and stay["departed_at"] == stay["decision_at"]
        ):
            yield (stay["encounter_id"],)


@check
def bed_stay_outside_encounter(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: requested after registration, entered after request and admission, left by the end of the encounter."""
    for stay, encounter in with_encounter(tables, "bed_stays"):
        left, end = stay["left_at"], encounter["left_at"]
        inside = (
            encounter["registered_at"] <= stay["requested_at"] <= stay["entered_at"]
            and encounter["admitted_at"] is not None
            and encounter["admitted_at"] <= stay["entered_at"]
            and (left is None or stay["entered_at"] <= left)
            and (end is None or (left is not None and left <= end))
        )
        if not inside:
            yield stay["encounter_id"], stay["sequence"]


@check
def stay_without_bed(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The emergency department keeps the admitted until the first bed, and the last bed until the end."""
    beds = tables.groups("bed_stays", "encounter_id")
    for row in tables["encounters"]:
        if row["admitted_at"] is None:
            continue
        stays, ed_stay = beds.get(row["encounter_id"], []), tables.ed_stays.get(row["encounter_id"])
        ends = [stay["left_at"] for stay in stays]
        kept = row["left_at"] is None if None in ends else row["left_at"] == max(ends, default=row["left_at"])
        moments = [stay["entered_at"] for stay in stays] + [row["left_at"]]
        goes = min((moment for moment in moments if moment is not None), default=None)
        if not kept or (ed_stay is not None and ed_stay["departed_at"] != goes):
            yield (row["encounter_id"],)


@check
def surgery_outside_stay(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: A surgery is done inside of the encounter, or cancelled."""
    for surgery, encounter in with_encounter(tables, "surgeries"):
        started, ended, left = surgery["started_at"], surgery["ended_at"], encounter["left_at"]
        wrong = [
            before(started, encounter["registered_at"]),
            before(ended, started),
            before(left, ended),
            started is not None and ended is None and left is not None,
            started is not None and surgery["cancelled_at"] is not None,
        ]
        if any(wrong):
            yield surgery["encounter_id"], surgery["sequence"]


@check
def visit_without_encounter(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Each visit has an encounter."""
    seen = {row["visit_id"] for row in tables["encounters"]}
    return ((row["visit_id"],) for row in tables["visits"] if row["visit_id"] not in seen)


@check
def encounter_without_visit(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The number tells the visit, which is there from the bill on."""
    for row in tables["encounters"]:
        patient, number = divmod(row["encounter_id"], 10_000)
        if row["visit_id"] is not None:
            wrong = row["visit_id"] != patient * 100 + number
        else:
            left = tables.day(row["hospital_id"], row["left_at"])
            wrong = number < 5000 and left is not None and left + 5 * DAY <= tables.dataset["today"]
        if wrong:
            yield (row["encounter_id"],)


def with_visit(tables: Tables) -> Iterator[tuple[Row, Row]]:
    """Yield the encounters that have a visit, with it."""
    visits = {row["visit_id"]: row for row in tables["visits"]}
    for row in tables["encounters"]:
        if row["visit_id"] in visits:
            yield row, visits[row["visit_id"]]


@check
def encounter_visit_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: An encounter and its visit are of one patient, hospital and condition."""
    for encounter, visit in with_visit(tables):
        if any(encounter[name] != visit[name] for name in ("patient_id", "hospital_id", "condition_id")):
            yield (encounter["encounter_id"],)


@check
def encounter_dates_unlike_visit(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The local days are those of the visit; without a night, the end may be on the next day, after now."""
    for encounter, visit in with_visit(tables):
        begin = tables.day(encounter["hospital_id"], encounter["registered_at"])
        end = tables.day(encounter["hospital_id"], encounter["left_at"])
        last = visit["date_of_discharge"]
        if last > visit["date_of_admission"]:
            right = end == last and encounter["admitted_at"] is not None
        else:
            right = last == tables.dataset["today"] if end is None else end <= last + DAY
        if begin != visit["date_of_admission"] or not right:
            yield (encounter["encounter_id"],)


@check
def class_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Inpatients and patients under observation are the admitted ones."""
    for row in tables["encounters"]:
        if (row["admitted_at"] is not None) != (row["class"] in ("observation", "inpatient")):
            yield (row["encounter_id"],)


@check
def complaint_patient_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Sex and age allow the complaint."""
    complaints = {row["complaint_id"]: row for row in tables["complaints"]}
    for row in tables["encounters"]:
        complaint, patient = complaints.get(row["complaint_id"]), tables.patients.get(row["patient_id"])
        if complaint is None or patient is None:
            continue
        allowed = range(complaint["min_age"], complaint["max_age"] + 1)
        woman = patient["gender"] == "Female"
        if (complaint["female_only"] and not woman) or tables.age_at_arrival(row) not in allowed:
            yield (row["encounter_id"],)


@check
def disposition_age_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: No child goes to a nursing home, a hospice or a long-term hospital."""
    for row in tables["encounters"]:
        child = row["patient_id"] in tables.patients and tables.age_at_arrival(row) < 18
        if child and row["disposition"] in ("03", "50", "51", "63"):
            yield (row["encounter_id"],)


@check
def death_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who dies there leaves on the date of death, and nobody is there after it."""
    for row in tables["encounters"]:
        if row["patient_id"] not in tables.patients:
            continue
        died, end = (
            tables.patients[row["patient_id"]]["date_of_death"],
            tables.day(row["hospital_id"], row["left_at"]),
        )
        if (row["disposition"] == "20" and died != end) or (died is not None and (end is None or end > died)):
            yield (row["encounter_id"],)


@check
def encounters_outside_care(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Nobody comes before registering with the practice or after leaving it."""
    for row in tables["encounters"]:
        if row["patient_id"] not in tables.patients:
            continue
        patient = tables.patients[row["patient_id"]]
        begin = tables.day(row["hospital_id"], row["registered_at"])
        end = tables.day(row["hospital_id"], row["left_at"])
        last = patient["left_on"]
        if (
            before(begin, patient["registered_on"])
            or before(last, begin)
            or (last is not None and before(last + DAY, end))
        ):
            yield (row["encounter_id"],)


@check
def booking_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who is booked comes on the day, as planned."""
    today = tables.dataset["today"]
    for row in tables["bookings"]:
        encounter, planned = tables.encounters.get(row["encounter_id"]), row["planned_for"]
        booked = tables.day(row["hospital_id"], row["booked_at"])
        assert booked is not None
        wrong = (
            planned > today + 28 * DAY or booked > planned or (planned <= today) != (encounter is not None)
        )
        if encounter is not None:
            came = tables.day(row["hospital_id"], encounter["registered_at"])
            names = ("patient_id", "hospital_id", "service")
            wrong = wrong or came != planned or any(encounter[name] != row[name] for name in names)
        if wrong:
            yield (row["encounter_id"],)
