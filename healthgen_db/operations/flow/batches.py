"""Patients of the flow from rows of the demand, and columns from patients who have left."""

from collections.abc import Sequence

import numpy as np

from healthgen_db.operations.demand_reader import Columns
from healthgen_db.operations.flow.patient import NEEDS, Patient
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.words import LEVELS
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.draws import Ints

INTENSIVE = LEVELS.index("intensive")


def patients_of(demand: Columns, layout: Layout, first_row: int) -> list[Patient]:
    """Return the patients of the flow: all encounters but those of outpatients, who need no bed and do not wait.

    first_row: the number of the first row of the demand, counted over all steps
    """
    row = np.flatnonzero(demand["through_ed"] | demand["admits"])
    service, level = (demand[name][row].astype(np.int64) for name in ("service", "level"))
    child = (demand["age"][row] < ADULT_AGE).astype(np.int64)
    special = {
        # Children go back to their own ward from intensive care.
        "step_down_s": np.where(child == 0, demand["step_down_s"][row], 0),
        "ward": layout.needs[service, level, child],
        "intensive": layout.needs[service, INTENSIVE, child],
    }
    names = {"id": "encounter_id", "patience_s": "patience", "urgency": "surgery_urgency"}
    needs = [
        (special[name] if name in special else demand[names.get(name, name)][row]).tolist() for name in NEEDS
    ]
    return list(map(Patient, (first_row + row).tolist(), *needs))


class DemandRows:
    """The rows of the demand of the patients who are still here, over several steps."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, Columns]] = []
        self.next_row = 0

    def add(self, demand: Columns) -> None:
        """Keep the rows of a step."""
        self.steps.append((self.next_row, demand))
        self.next_row += len(demand["encounter_id"])

    def take(self, row: Ints) -> tuple[Columns, Ints]:
        """Return the columns of rows of the demand, sorted by row, and the order that sorts `row`."""
        order = np.argsort(row, kind="stable")
        firsts = [first for first, _ in self.steps]
        edges = np.searchsorted(row[order], [*firsts[1:], self.next_row])
        parts = np.split(row[order], edges[:-1])
        columns = {
            name: np.concatenate(
                [demand[name][part - first] for (first, demand), part in zip(self.steps, parts, strict=True)]
            )
            for name in self.steps[0][1]
        }
        return columns, order

    def forget(self, first_needed: int) -> None:
        """Forget the steps that have only rows before this one."""
        while len(self.steps) > 1 and self.steps[1][0] <= first_needed:
            del self.steps[0]


def column(patients: Sequence[Patient], name: str) -> Ints:
    """Return an attribute of patients as a column."""
    return np.fromiter((getattr(patient, name) for patient in patients), np.int64, len(patients))
