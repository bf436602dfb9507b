"""Ambulance runs as columns of whole numbers, before anybody is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.words import AMBULANCE_CARE, RUN_PURPOSES
from healthgen_db.world.draws import Flags, Ints

EMERGENCY, TRANSFER = range(len(RUN_PURPOSES))
BASIC, ADVANCED, CRITICAL = range(len(AMBULANCE_CARE))
NO_PRIORITY = -1
RUNS_PER_ENCOUNTER = 100
TENTHS = 10


@dataclass(frozen=True)
class Runs:
    """Runs, columns of shape (runs,). Times are seconds since 1970 and never decrease from `called` to `arrived`."""

    run_id: Ints
    encounter_id: Ints
    purpose: Numbers
    """As RUN_PURPOSES."""
    priority: Numbers
    """As PRIORITIES; NO_PRIORITY for transfers."""
    care: Numbers
    """What the patient needs, as AMBULANCE_CARE."""
    lights: Flags
    miles: Ints
    """With the patient, tenths of a mile."""
    called: Ints
    dispatched: Ints
    en_route: Ints
    on_scene: Ints
    left_scene: Ints
    arrived: Ints
    hands_over: Ints
    """When the crew has handed the patient over, unless the patient leaves before."""
    clear_s: Ints
    """From then until the crew is available, seconds."""


def joined(parts: Sequence[Runs]) -> Runs:
    """Return the rows of all parts, one after the other."""
    return Runs(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Runs)
        }
    )


def some(runs: Runs, rows: Ints | Flags) -> Runs:
    """Return some rows."""
    return Runs(**{name: column[rows] for name, column in vars(runs).items()})


def no_runs() -> Runs:
    """Return columns without rows."""
    nothing = np.zeros(0, dtype=np.int64)
    columns: dict[str, Any] = {field.name: nothing for field in fields(Runs)}
    return Runs(**columns | {"lights": nothing != 0})
