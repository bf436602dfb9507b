"""Checks of transfers: the facility offers the care and has accepted, and both hospitals say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from .encounter_checks import with_encounter
from .registry import check
from .rows import Tables, before

DAY = timedelta(days=1)

ON_TO_A_FACILITY = {"02", "03", "05", "51", "62", "63", "65"}


@check
def transfer_care_missing(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The facility offers the care and works with the hospital."""
    offered = {(row["facility_id"], row["care"]) for row in tables["facility_services"]}
    partners = {row["facility_id"]: row["hospital_id"] for row in tables["facilities"]}
    for transfer, encounter in with_encounter(tables, "facility_transfers"):
        facility = transfer["facility_id"]
        right = (facility, transfer["care"]) in offered and partners.get(facility) == encounter["hospital_id"]
        if facility is not None and not right:
            yield transfer["encounter_id"], transfer["attempt"]


@check
def disposition_without_transfer(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who goes on to a facility was accepted there, once."""
    accepted = Counter(
        row["encounter_id"]
        for row in tables["facility_transfers"]
        if row["direction"] == "out" and row["accepted"]
    )
    for row in tables["encounters"]:
        expected = int(row["disposition"] in ON_TO_A_FACILITY)
        if row["disposition"] is not None and accepted[row["encounter_id"]] != expected:
            yield (row["encounter_id"],)


@check
def arrival_without_transfer(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: Who arrives by transfer was accepted before."""
    transfers = tables.groups("facility_transfers", "encounter_id")
    for row in tables["encounters"]:
        coming = [each for each in transfers.get(row["encounter_id"], []) if each["direction"] == "in"]
        by_transfer = row["arrival_mode"] == "transfer"
        late = any(before(row["registered_at"], each["arrived_at"]) for each in coming)
        if late or any(by_transfer != bool(each["accepted"]) for each in coming or [{"accepted": False}]):
            yield (row["encounter_id"],)


@check
def linked_transfer_mismatches(tables: Tables) -> Iterable[tuple[object, ...]]:
    """Promise: The legs are of one patient, at two hospitals, one after the other."""
    for transfer, own in with_encounter(tables, "facility_transfers"):
        other = tables.encounters.get(transfer["other_encounter_id"])
        if other is None:
            continue
        first, second = (own, other) if transfer["direction"] == "out" else (other, own)
        if (
            own["patient_id"] != other["patient_id"]
            or own["hospital_id"] == other["hospital_id"]
            or before(second["registered_at"], first["left_at"])
        ):
            yield transfer["encounter_id"], transfer["attempt"]
