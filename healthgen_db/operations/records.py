"""Records: what happened at one hospital, as numpy columns of whole numbers.

The flow fills them for the encounters that end in one step, and in the last step also for those that are still open.
Times are seconds since 1970 in UTC; NEVER is a time that is not (yet) known. Codes are indexes of the tuples of
words.py. An `encounter` column holds the index of a row of Encounters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.words import NEVER
from healthgen_db.world.draws import Flags, Ints

T = TypeVar("T")


@dataclass(frozen=True)
class Encounters:
    """Encounters, columns of shape (encounters,). The columns of the demand have the names they have there."""

    encounter_id: Ints
    patient_id: Ints
    visit_id: Ints
    """0: no visit, or not billed yet."""
    condition: Numbers
    """-1: none."""
    complaint: Numbers
    """-1: none."""
    klass: Numbers
    """At registration, as CLASSES."""
    klass_admitted: Numbers
    """From admission on; -1 if never admitted."""
    mode: Numbers
    source: Numbers
    service: Numbers
    registered: Ints
    admitted: Ints
    ready: Ints
    left: Ints
    planned_left: Ints
    """The planned departure, also if it lies in the future; NEVER if the flow decides it."""
    disposition: Numbers
    """As DISPOSITIONS. Only read once the patient has left."""
    expected_discharge: Numbers
    """The last expected day, days since 1970; -1 none."""
    booked: Ints
    """When the stay was booked; 0 or NEVER if it was not."""
    takes_leave: Flags


@dataclass(frozen=True)
class EdStays:
    """Stays in the emergency department, at most one for each encounter. Arrival is the registration."""

    encounter: Ints
    triaged: Ints
    esi: Ints
    score: Ints
    station: Ints
    """bed_id; 0: waiting room or hall."""
    roomed: Ints
    provider: Ints
    decision: Ints
    """As DECISIONS; only read once the decision is made."""
    decision_at: Ints
    departed: Ints
    """When the first bed is entered; of those who get none, when they leave the hospital."""


@dataclass(frozen=True)
class BedStays:
    """Requests of beds and the stays that followed.

    The rows of an encounter follow each other in order of time, and rows of different encounters are not mixed. A bed
    is requested once the one requested before is entered, or in its place. A stay ends when the next bed is entered or
    the patient leaves.
    """

    encounter: Ints
    bed: Ints
    """bed_id."""
    neighbor: Ints
    """bed_id of another bed of the same unit; 0 none."""
    service: Ints
    requested: Ints
    entered: Ints
    """NEVER: no bed came free in time, or another kind of bed was requested in place of this one."""
    left: Ints
    reason: Ints
    """As BED_REASONS."""
    outlier: Ints
    """1 or 0."""


@dataclass(frozen=True)
class BedStatusPeriods:
    """Times when a bed was dirty, being cleaned, or blocked."""

    bed: Ints
    began: Ints
    ended: Ints
    status: Ints


@dataclass(frozen=True)
class Bookings:
    """Booked stays, in any step: also those that have not begun."""

    encounter_id: Ints
    patient_id: Ints
    service: Ints
    booked: Ints
    planned_for: Ints
    """Days since 1970."""
    surgery: Ints
    """1 or 0."""


@dataclass(frozen=True)
class Surgeries:
    """Planned surgeries. The rows of an encounter follow each other in order of their planned start."""

    encounter: Ints
    urgency: Ints
    procedure: Ints
    """Index of the texts given to surgeries_table."""
    room: Ints
    """bed_id; 0: no room was given."""
    booked: Ints
    planned: Ints
    started: Ints
    ended: Ints
    cancelled: Ints
    cancel_reason: Ints
    """As CANCEL_REASONS; only read once it is cancelled."""


@dataclass(frozen=True)
class Diversions:
    """Times when ambulances were sent to other hospitals."""

    began: Ints
    ended: Ints
    reason: Ints
    """As DIVERSION_REASONS."""


@dataclass(frozen=True)
class UnitHours:
    """Units at the start of an hour."""

    unit: Ints
    """unit_id."""
    hour: Ints
    census: Ints
    staffed_beds: Ints
    boarders: Ints
    nurses_required: Ints
    """-1: the hospital has no workforce."""
    nurses_worked: Ints


@dataclass(frozen=True)
class Records:
    """What happened in one step of one hospital."""

    encounters: Encounters
    ed_stays: EdStays
    bed_stays: BedStays
    bed_status_periods: BedStatusPeriods
    bookings: Bookings


def columns_of(kind: type[T], rows: Sequence[Sequence[int]]) -> T:
    """Return the columns of rows. A row has the values of the fields of `kind`, in their order."""
    names = fields(kind)  # type: ignore[arg-type]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return kind(*np.ascontiguousarray(table.T))


def encounters_of(
    demand: Mapping[str, Numbers], row: Ints, *, admitted: Ints, ready: Ints, left: Ints, disposition: Numbers
) -> Encounters:
    """Return the encounters of rows of the demand, with what the flow found: times and the disposition.

    demand: the columns of the demand by name, shape (rows of the demand,)
    row: index of the encounters in the demand, shape (encounters,), as all other arguments
    """
    found: dict[str, Any] = {"admitted": admitted, "ready": ready, "left": left, "disposition": disposition}
    leaves = demand["leaves"][row]
    found["planned_left"] = np.where(leaves == 0, NEVER, leaves)
    columns: dict[str, Any] = {
        field.name: demand[field.name][row] for field in fields(Encounters) if field.name not in found
    }
    return Encounters(**columns, **found)
