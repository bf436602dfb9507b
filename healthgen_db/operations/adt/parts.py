"""Parts of the log: events of one kind as numpy columns, and their order within an encounter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.words import TRIGGERS

Columns = dict[str, NDArray[Any]]

DETAILS = {
    "bed": (np.int32, 0),
    "from_bed": (np.int32, 0),
    "klass": (np.int8, -1),
    "service": (np.int8, -1),
    "esi": (np.int16, 0),
    "score": (np.int16, -1),
    "update": (np.int8, -1),
    "decision": (np.int8, -1),
    "disposition": (np.int8, -1),
    "expected": (np.int32, -1),
    "bed_status": (np.int8, -1),
    "cancels": (np.int64, 0),
}
"""Columns that only some events have: type, and the number that stands for null."""
HEAD = ("encounter", "occurred", "trigger", "rank")
"""Columns that all events of encounters have. encounter: index of the encounter."""


@dataclass(frozen=True)
class Ranks:
    """Order of the events of an encounter that occur in the same second.

    A mistaken event comes before the right one.
    """

    registration = 0
    triage, roomed, provider, decision = 2, 3, 4, 5
    # of bed request number k, from 0: + 5 * k
    request, wrong_admission, admission, wrong_entry, entry = 10, 11, 12, 13, 14
    for_each_request, most_requests = 5, 80
    expected, corrected, observation, leave_begins, leave_ends, ready = 430, 431, 432, 433, 434, 435
    wrong_discharge, cancel, discharge = 440, 441, 442
    bits = 9


def part(
    encounter: NDArray[np.int64],
    occurred: NDArray[np.int64],
    trigger: str | NDArray[np.int8],
    rank: int | NDArray[np.int64],
    **details: NDArray[np.integer],
) -> Columns:
    """Return events. All arrays have the same shape (events,); a trigger is an index of TRIGGERS."""
    code = np.full(len(encounter), TRIGGERS.index(trigger), np.int8) if isinstance(trigger, str) else trigger
    ranks = np.full(len(encounter), rank) if isinstance(rank, int) else rank
    return {"encounter": encounter, "occurred": occurred, "trigger": code, "rank": ranks, **details}


def joined(parts: Sequence[Columns], head: Sequence[str]) -> Columns:
    """Return the columns of all parts one after another. head: columns that all have; details may be missing (null)."""
    sizes = [len(columns["occurred"]) for columns in parts]
    ends = np.cumsum([0, *sizes])
    whole = {name: np.concatenate([columns[name] for columns in parts]) for name in head}
    for name, (kind, absent) in DETAILS.items():
        column = np.full(ends[-1], absent, dtype=kind)
        for columns, first, end in zip(parts, ends, ends[1:], strict=False):
            if name in columns:
                column[first:end] = columns[name]
        whole[name] = column
    return whole
