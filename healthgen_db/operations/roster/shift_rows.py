"""Rows of shifts as columns, and the tables shift_types, shifts and absences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import time

import numpy as np
import pyarrow as pa

from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.places.layout import UNITS_PER_HOSPITAL
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.words import (
    ABSENCE_KINDS,
    NEVER,
    NOBODY,
    SHIFT_SOURCES,
    SHIFT_STATUSES,
    STAFF_PER_HOSPITAL,
)
from healthgen_db.operations.workforce.posts import POSTS_PER_HOSPITAL
from healthgen_db.operations.workforce.workforce import Workforce
from healthgen_db.world.draws import Flags, Ints

PLANNED, AT_WORK, WORKED, STANDBY, ABSENT, OPEN = range(len(SHIFT_STATUSES))


@dataclass(frozen=True)
class ShiftRows:
    """Rows of the table shifts, shape (shifts,)."""

    shift_id: Ints
    post: Ints
    """Index of the post."""
    staff: Ints
    """Index of the person, staff_id - 1 without the hospital; NOBODY if the shift is open."""
    role: Ints
    """Index of the role that works it."""
    kind: Ints
    """Index of the shift type."""
    start: Ints
    end: Ints
    started: Ints
    """NEVER if nobody works."""
    ended: Ints
    in_charge: Flags
    source: Ints
    absent: Flags

    def __len__(self) -> int:
        """Return the number of shifts."""
        return self.shift_id.size

    def take(self, rows: Ints | Flags) -> ShiftRows:
        """Return some of the rows."""
        return ShiftRows(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    @classmethod
    def joined(cls, parts: Sequence[ShiftRows]) -> ShiftRows:
        """Return the rows of all parts, at least one."""
        return cls(
            **{
                field.name: np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            }
        )

    def called(self, calls: Mapping[int, tuple[int, int]]) -> ShiftRows:
        """Return rows of shifts on call with the times of work. calls: by shift_id, from the first call to the end."""
        started, ended = self.started.copy(), self.ended.copy()
        for row, number in enumerate(self.shift_id.tolist()):
            started[row], ended[row] = calls.get(number, (NEVER, NEVER))
        return ShiftRows(**{**vars(self), "started": started, "ended": ended})


def shift_types_table(place: str) -> pa.Table:
    """Return the reference table shift_types."""
    types = load_patterns(place).shift_types
    return pa.table(
        {
            "shift_type": list(types),
            "starts": pa.array([_clock(shift.starts) for shift in types.values()], pa.time64("us")),
            "hours": pa.array([shift.hours for shift in types.values()], pa.int16()),
            "on_call": [shift.on_call for shift in types.values()],
        }
    )


def shifts_table(
    place: str, hospital_id: int, workforce: Workforce, rows: ShiftRows, now: int
) -> pa.RecordBatch:
    """Return rows of the table shifts as known at `now`."""
    unit = workforce.teams.unit[workforce.posts.team[rows.post]]
    status = _status(place, rows, now)
    works = (status == AT_WORK) | (status == WORKED)
    return pa.record_batch(
        {
            "shift_id": pa.array(rows.shift_id),
            "hospital_id": pa.array(np.full(len(rows), hospital_id, dtype=np.int32)),
            "post_id": numbers(hospital_id * POSTS_PER_HOSPITAL + rows.post + 1, pa.int32()),
            "staff_id": numbers(
                hospital_id * STAFF_PER_HOSPITAL + rows.staff + 1, pa.int32(), rows.staff == NOBODY
            ),
            "unit_id": numbers(hospital_id * UNITS_PER_HOSPITAL + unit + 1, pa.int32(), unit < 0),
            "role": texts(list(load_roles(place)), rows.role),
            "shift_type": texts(load_patterns(place).shift_type_names, rows.kind),
            "planned_start": times(rows.start, NEVER),
            "planned_end": times(rows.end, NEVER),
            "started_at": times(np.where(works, rows.started, NEVER), now),
            "ended_at": times(np.where(works, rows.ended, NEVER), now),
            "in_charge": rows.in_charge,
            "source": texts(SHIFT_SOURCES, rows.source, rows.staff == NOBODY),
            "status": texts(SHIFT_STATUSES, status),
        }
    )


def absences_table(
    hospital_id: int, person: Ints, first: Ints, last: Ints, kind: Ints, *, lasting: Flags
) -> pa.RecordBatch:
    """Return rows of the table absences. lasting: which have no end yet."""
    return pa.record_batch(
        {
            "staff_id": numbers(hospital_id * STAFF_PER_HOSPITAL + person + 1, pa.int32()),
            "first_day": numbers(first, pa.date32()),
            "last_day": numbers(last, pa.date32(), lasting),
            "kind": texts(ABSENCE_KINDS, kind),
        }
    )


def _status(place: str, rows: ShiftRows, now: int) -> Ints:
    types = load_patterns(place).shift_types.values()
    on_call = np.array([shift.on_call for shift in types])[rows.kind]
    return np.select(
        [
            rows.staff == NOBODY,
            rows.absent,
            rows.ended <= now,
            rows.started <= now,
            on_call & (rows.start <= now),
        ],
        [OPEN, ABSENT, WORKED, AT_WORK, STANDBY],
        PLANNED,
    )


def _clock(starts: time) -> time:
    return starts.replace(tzinfo=None)
