"""What an emergency call is about: priority, care, lights and sirens."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.ambulances.figures import SCENES, load_ambulances
from healthgen_db.operations.ambulances.runs import ADVANCED, BASIC
from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.figures.load import load_complaints
from healthgen_db.operations.words import DECISIONS, PRIORITIES
from healthgen_db.world.draws import Draws, Flags, Floats, Ints

ECHO = PRIORITIES.index("Echo")
DIES = DECISIONS.index("died")
OTHER_SCENE = -1
# Urgency is counted from this level (ESI) on.
MIDDLE_LEVEL = 3


@dataclass(frozen=True)
class Calls:
    """Emergency calls, columns of shape (calls,)."""

    priority: Ints
    """As PRIORITIES."""
    care: Ints
    """As AMBULANCE_CARE."""
    lights: Flags
    scene: Ints
    """As SCENES; OTHER_SCENE for all others."""


class CallTables:
    """Tables of complaints.

    acuity: float64, shape (complaints + 1,); the last one is for encounters without a complaint
    scene: int64, shape (complaints + 1,), as SCENES
    """

    def __init__(self) -> None:
        complaints = load_complaints()
        names = list(complaints)
        self.acuity: Floats = np.array([*(entry.acuity for entry in complaints.values()), 0.0])
        self.scene: Ints = np.full(len(names) + 1, OTHER_SCENE)
        for kind, scene in load_ambulances().scene.items():
            for name in scene.complaints:
                if name not in complaints:
                    raise ConfigError(f"ambulances.toml: scene.{kind}: there is no complaint {name}")
                self.scene[names.index(name)] = SCENES.index(kind)


def emergency_calls(draws: Draws, tables: CallTables, rows: Mapping[str, NDArray[np.generic]]) -> Calls:
    """Return the calls of rows of the demand."""
    figures = load_ambulances().priority
    key = rows["encounter_id"].astype(np.int64)
    complaint, esi = (rows[name].astype(np.int64) for name in ("complaint", "esi"))
    score = figures.by_complaint * tables.acuity[complaint]
    score += figures.by_level * (MIDDLE_LEVEL - esi)
    score += figures.spread * draws.normal("ambulance.priority", key)
    priority = (score[:, None] < np.array(figures.cuts)).sum(axis=1)
    arrest = _arrests(draws, key, esi, rows["decision"].astype(np.int64))
    priority = np.where(arrest, ECHO, priority)
    advanced = draws.uniform("ambulance.care", key) < np.array(figures.advanced)[priority]
    return Calls(
        priority=priority,
        care=np.where(advanced, ADVANCED, BASIC),
        lights=priority <= PRIORITIES.index(figures.lights),
        scene=np.where(arrest, SCENES.index("arrest"), tables.scene[complaint]),
    )


def _arrests(draws: Draws, key: Ints, esi: Ints, decision: Numbers) -> Flags:
    """Return which patients have a cardiac arrest before the ambulance comes."""
    figures = load_ambulances().priority
    share = np.where(decision == DIES, figures.arrest_of_deaths, figures.arrest)
    found: Flags = (esi == 1) & (draws.uniform("ambulance.arrest", key) < share)
    return found
