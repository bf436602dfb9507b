"""Events of beds: requests and moves of patients (A14, A15, A02), and the status of beds (A20)."""

import numpy as np

from healthgen_db.operations.adt.parts import Columns, Ranks, part
from healthgen_db.operations.adt.places import Places
from healthgen_db.operations.records import BedStatusPeriods, BedStays
from healthgen_db.operations.words import BED_REASONS, BED_STATUS_CODES, TRIGGERS
from healthgen_db.world.draws import Ints

_FREE = BED_STATUS_CODES.index("U")
# HL7 codes of dirty, cleaning, blocked: contaminated, housekeeping, closed
_CODE_OF_STATUS = np.array([BED_STATUS_CODES.index(code) for code in "KHC"])
_DIRTY = 0
# Keys of bed events: bed_id, seconds since 2000, code of the status. 31 bits of seconds reach to 2068.
_YEAR_2000, _TIME_BITS, _STATUS_BITS = 946_684_800, 31, 2


def requests(stays: BedStays, places: Places, now: int) -> Columns:
    """Return A14, the request of the bed of admission, and A15, of any further one."""
    row = np.flatnonzero(stays.requested <= now)
    first = stays.reason[row] == BED_REASONS.index("admit")
    trigger = np.where(first, TRIGGERS.index("A14"), TRIGGERS.index("A15")).astype(np.int8)
    return part(stays.encounter[row], stays.requested[row], trigger, request_rank(places, row, Ranks.request))


def moves(stays: BedStays, places: Places) -> Columns:
    """Return A02: a patient enters a bed."""
    row = places.moves
    return part(
        stays.encounter[row],
        stays.entered[row],
        "A02",
        request_rank(places, row, Ranks.entry),
        bed=stays.bed[row],
        from_bed=places.moved_from,
        service=stays.service[row],
    )


def request_rank(places: Places, row: Ints, rank: int) -> Ints:
    """Return the rank of an event of bed stays; those of a later request come later."""
    return rank + Ranks.for_each_request * np.minimum(places.request_number[row], Ranks.most_requests)


def status_events(periods: BedStatusPeriods, now: int) -> Columns:
    """Return A20 with their keys: a bed becomes dirty, is cleaned, is closed, is free again.

    A dirty bed is always cleaned next, so it is free only after that.
    """
    begins = np.flatnonzero(periods.began <= now)
    ends = np.flatnonzero((periods.ended <= now) & (periods.status != _DIRTY))
    bed = np.concatenate([periods.bed[begins], periods.bed[ends]])
    occurred = np.concatenate([periods.began[begins], periods.ended[ends]])
    status = np.concatenate([_CODE_OF_STATUS[periods.status[begins]], np.full(len(ends), _FREE)])
    key = (((bed << _TIME_BITS) + occurred - _YEAR_2000) << _STATUS_BITS) + status
    trigger = np.full(len(bed), TRIGGERS.index("A20"), np.int8)
    no_encounter = np.zeros(len(bed), dtype=np.int64)
    columns = {"key": -key, "occurred": occurred, "trigger": trigger, "encounter_id": no_encounter}
    return columns | {"bed": bed, "bed_status": status}
