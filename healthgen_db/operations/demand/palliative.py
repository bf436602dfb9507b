"""Who is in palliative care, in places that have it: patients at the end of life who need no intensive care."""

import numpy as np

from healthgen_db.operations.demand.columns import DISPOSITION, LEVEL, SERVICE, Columns
from healthgen_db.operations.demand.visit_facts import VisitFacts
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.world import World


class PalliativeTables:
    """Made once for each world.

    there: bool, whether the place has palliative care
    dispositions: int64, those of patients in palliative care
    dying: bool, shape (conditions,), whether patients who die of the condition are in palliative care
    """

    def __init__(self, world: World, figures: Figures) -> None:
        found = figures.services.palliative
        self.there = found is not None
        codes, dying = (found.dispositions, found.dying) if found is not None else ((), ())
        self.dispositions = np.array([DISPOSITION[code] for code in codes], dtype=np.int64)
        self.dying = np.array([entry.name in dying for entry in world.catalog.conditions])


def palliative(tables: PalliativeTables, visits: VisitFacts, columns: Columns) -> Columns:
    """Return service and level of the visits. columns: service, level, disposition and icu_s."""
    if not tables.there:
        return {}
    dying = visits.dies & tables.dying[visits.condition] & (columns["icu_s"] == 0)
    ends = np.isin(columns["disposition"], tables.dispositions) | dying
    here = ends & visits.overnight & (visits.age >= ADULT_AGE)
    return {
        "service": np.where(here, SERVICE["PALL"], columns["service"]),
        "level": np.where(here, LEVEL["general"], columns["level"]),
    }
