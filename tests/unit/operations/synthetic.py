"""Records of an invented hospital: random, but in an order that can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.records import (
    BedStatusPeriods,
    BedStays,
    Bookings,
    EdStays,
    Encounters,
    Records,
    columns_of,
)
from healthgen_db.operations.words import (
    BED_REASONS,
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    MODES,
    NEVER,
    SERVICE_CODES,
    SOURCES,
)
from healthgen_db.world.draws import Ints

T = TypeVar("T")
BEGIN = 1_704_067_200  # 2024-01-01
HOUR, DAY = 3_600, 86_400
DAYS = 30
UTC_OFFSET = -5 * HOUR
FIRST_BED = 300_000
STATIONS = 50


@dataclass
class Rows:
    """Rows of records, one list for each kind."""

    encounters: list[list[Any]] = field(default_factory=list)
    ed_stays: list[list[int]] = field(default_factory=list)
    bed_stays: list[list[int]] = field(default_factory=list)
    periods: list[list[int]] = field(default_factory=list)
    bookings: list[list[int]] = field(default_factory=list)


def random_records(seed: int, size: int) -> Records:
    """Return the records of encounters that arrive in DAYS days, all with their end."""
    random = np.random.default_rng(seed)
    rows = Rows()
    for index, registered in enumerate(np.sort(random.integers(BEGIN, BEGIN + DAYS * DAY, size)).tolist()):
        add_encounter(rows, random, index, registered)
    return Records(
        columns_of(Encounters, rows.encounters),
        columns_of(EdStays, rows.ed_stays),
        columns_of(BedStays, rows.bed_stays),
        columns_of(BedStatusPeriods, rows.periods),
        columns_of(Bookings, rows.bookings),
    )


def add_encounter(rows: Rows, random: np.random.Generator, index: int, registered: int) -> None:
    """Add an encounter with its stays, its booking, and the cleaning of its beds."""
    patient = 1_000 + index
    encounter_id = patient * 10_000 + int(random.integers(1, 5))
    klass = int(random.choice(4, p=[0.6, 0.1, 0.2, 0.1]))
    arrives = CLASSES[klass] == "emergency"
    admits = (not arrives and CLASSES[klass] != "outpatient") or random.random() < 0.4
    wait = int(random.choice([0, int(random.integers(0, 6 * HOUR))]))
    decided = (
        registered + int(random.choice([0, int(random.integers(0, 8 * HOUR))], p=[0.05, 0.95])) * arrives
    )
    if arrives:
        rows.ed_stays.append(ed_row(random, index, registered, decided, admits=admits))
    admitted, ready, left = NEVER, NEVER, decided + int(random.choice([0, int(random.integers(0, 3 * HOUR))]))
    if admits:
        admitted = decided + wait
        ready = admitted + int(random.exponential(2.5 * DAY))
        left = ready + int(random.integers(0, 6 * HOUR))
        stays, entered = bed_rows(random, index, decided, admitted, left)
        rows.bed_stays += stays
        for stay in stays:
            if stay[5] < NEVER:
                rows.periods += period_rows(random, stay[1], stay[6])
    if arrives:
        if not admits and DECISIONS[rows.ed_stays[-1][-3]] == "left without being seen":
            left = decided
        rows.ed_stays[-1][-1] = min(entered, left) if admits else left
    booked = registered - int(random.integers(DAY, 20 * DAY)) if random.random() < 0.2 else 0
    if booked:
        rows.bookings.append([encounter_id, patient, 1, booked, registered // DAY, int(random.integers(2))])
    times = (registered, admitted, ready, left)
    rows.encounters.append(encounter_row(random, encounter_id, patient, klass, times, booked, admits=admits))


def encounter_row(
    random: np.random.Generator,
    encounter_id: int,
    patient: int,
    klass: int,
    times: tuple[int, int, int, int],
    booked: int,
    *,
    admits: bool,
) -> list[Any]:
    """Return a row of encounters. times: registered, admitted, ready, left."""
    left = times[-1]
    klass_admitted = int(random.choice([1, 2], p=[0.2, 0.8])) if admits else -1
    expected = int(left // DAY + random.integers(-1, 2)) if admits and random.random() < 0.9 else -1
    visit_id, condition = int(random.integers(2)) * encounter_id, int(random.integers(17))
    mode, source = int(random.integers(len(MODES))), int(random.integers(len(SOURCES)))
    service = int(random.integers(len(SERVICE_CODES)))
    planned_left, disposition = left if admits else NEVER, int(random.integers(len(DISPOSITIONS)))
    takes_leave = admits and random.random() < 0.1
    return [
        *(encounter_id, patient, visit_id, condition, -1, klass, klass_admitted, mode, source, service),
        *(*times, planned_left, disposition, expected, booked, takes_leave),
    ]


def ed_row(
    random: np.random.Generator, index: int, registered: int, decided: int, *, admits: bool
) -> list[int]:
    triaged, roomed, seen = sorted(random.integers(registered, decided + 1, 3).tolist())
    station = int(random.integers(0, STATIONS)) and FIRST_BED + int(random.integers(1, STATIONS))
    decision = DECISIONS.index("admit") if admits else int(random.integers(1, len(DECISIONS)))
    if decision == DECISIONS.index("left without being seen"):
        station, roomed, seen = 0, NEVER, NEVER
    if station == 0:
        roomed = NEVER
    return [
        *(index, triaged, int(random.integers(1, 6)), int(random.integers(0, 21)), station, roomed, seen),
        *(decision, decided, NEVER),
    ]


def bed_rows(
    random: np.random.Generator, index: int, requested: int, admitted: int, left: int
) -> tuple[list[list[int]], int]:
    """Return rows of bed stays, some of requests without a bed, and when the first bed is entered (or NEVER)."""
    rows: list[list[int]] = []
    enters = admitted + int(random.choice([0, int(random.integers(0, 5 * HOUR))]))
    first = NEVER
    for number in range(int(random.integers(1, 5))):
        if enters >= left:
            break
        reason = BED_REASONS.index("admit") if number == 0 else int(random.integers(1, len(BED_REASONS)))
        bed, service = (
            FIRST_BED + STATIONS + int(random.integers(200)),
            int(random.integers(len(SERVICE_CODES))),
        )
        withdrawn = random.random() < 0.1
        rows.append(
            [index, bed, bed ^ 1, service, requested, NEVER if withdrawn else enters, NEVER, reason, 0]
        )
        if not withdrawn:
            first = min(first, enters)
        requested = enters + int(random.choice([0, int(random.integers(0, DAY))]))
        enters = max(requested + int(random.choice([0, int(random.integers(0, DAY))])), enters + 1)
    if not rows:
        rows.append([index, FIRST_BED + 60, 0, 0, requested, NEVER, NEVER, 0, 0])
    end = left
    for row in reversed(rows):
        if row[5] < NEVER:
            row[6], end = end, row[5]
    return rows, first


def period_rows(random: np.random.Generator, bed: int, left: int) -> list[list[int]]:
    cleaned = left + int(random.integers(1, HOUR))
    return [[bed, left, cleaned, 0], [bed, cleaned, cleaned + int(random.integers(1, HOUR)), 1]]


def random_demand(records: Records) -> dict[str, Ints]:
    """Return columns of the demand that are not in the records: surgeries and transfers."""
    random, count = np.random.default_rng(3), len(records.encounters.left)
    encounters = records.encounters
    admitted = encounters.admitted < NEVER
    surgery = admitted & (random.random(count) < 0.3)
    start = encounters.registered + random.integers(0, 2 * DAY, count)
    return {
        "ready": np.where(admitted, encounters.ready, 0),
        "bed_search_s": random.integers(60, HOUR, count),
        "transfer_reason": random.integers(0, 8, count),
        "transfer_care": random.integers(0, 12, count),
        "transfer_mode": random.integers(0, 7, count),
        "way_s": np.full(count, 2_400),
        "facility": random.integers(1, 20, count),
        "other_encounter": np.where(random.random(count) < 0.2, encounters.encounter_id + 7, 0),
        "booked": np.where(encounters.booked == NEVER, 0, encounters.booked),
        "surgery_at": np.where(surgery, start, 0),
        "surgery_urgency": random.integers(0, 3, count),
    }


def known_by(records: Records, now: int) -> Records:
    """Return what the flow would know at `now`: what has not happened yet is not there, or NEVER."""
    whole, ed, beds = records.encounters, records.ed_stays, records.bed_stays
    here = whole.registered <= now
    index = np.cumsum(here) - 1

    def until_now(columns: object, *names: str) -> dict[str, Ints]:
        return {
            name: np.where(getattr(columns, name) <= now, getattr(columns, name), NEVER) for name in names
        }

    requested = beds.requested <= now
    return Records(
        rows_of(whole, here, **until_now(whole, "admitted", "ready", "left")),
        rows_of(
            ed,
            here[ed.encounter],
            encounter=index[ed.encounter],
            **until_now(ed, "triaged", "roomed", "provider", "decision_at", "departed"),
        ),
        rows_of(
            beds,
            requested,
            encounter=index[beds.encounter],
            **until_now(beds, "requested", "entered", "left"),
        ),
        records.bed_status_periods,
        records.bookings,
    )


def rows_of(columns: T, row: NDArray[np.bool_], **changed: Ints) -> T:
    """Return the chosen rows of columns, some of which are replaced before."""
    return type(columns)(**{name: column[row] for name, column in (vars(columns) | changed).items()})
