"""Acts: what somebody does for an encounter, as columns, and as rows of the table encounter_staff."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.words import ACTS, NOBODY, STAFF_PER_HOSPITAL
from healthgen_db.world.draws import Flags, Ints


@dataclass(frozen=True)
class Acts:
    """Acts, columns of shape (acts,)."""

    encounter: Ints
    """encounter_id."""
    act: Ints
    """As ACTS."""
    began: Ints
    ended: Ints
    """NEVER: goes on."""
    staff: Ints
    """Number of the person: staff_id - 1 without the hospital."""
    shift: Ints
    """shift_id."""

    def take(self, rows: Flags) -> "Acts":
        """Return some of the acts. rows: which ones, shape (acts,)."""
        return Acts(**{name: column[rows] for name, column in vars(self).items()})


def acts_of(act: str, encounter: Ints, times: tuple[Ints, Ints], people: tuple[Ints, Ints]) -> Acts:
    """Return acts of one kind, without those for which nobody was on duty.

    times: when they began and ended; people: staff and shift_id of each
    """
    acts = Acts(encounter, np.full(encounter.size, ACTS.index(act)), *times, *people)
    return acts.take(acts.staff != NOBODY)


def together(parts: Sequence[Acts]) -> Acts:
    """Return the acts of several parts."""
    return Acts(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Acts)))


def encounter_staff_table(hospital_id: int, acts: Acts, now: int) -> pa.RecordBatch:
    """Return rows of the table encounter_staff: acts that have begun by now."""
    known = acts.take(acts.began <= now)
    return pa.record_batch(
        {
            "encounter_id": known.encounter,
            "act": texts(ACTS, known.act),
            "began_at": times(known.began, now),
            "ended_at": times(known.ended, now),
            "staff_id": numbers(hospital_id * STAFF_PER_HOSPITAL + known.staff + 1, pa.int32()),
            "shift_id": known.shift,
        }
    )
