"""The baseline that the model must beat: the median length by condition and age band.

It learns from the same training part, and is what a table on the wall of an admission office could say.
"""

from __future__ import annotations

import numpy as np

from healthgen_db.models.length_of_stay.columns import Columns, Floats, Ints
from healthgen_db.models.length_of_stay.metrics import AGES, age_bands

# A cell with fewer stays has the median of its condition; a condition with fewer has that of all stays.
LEAST_IN_CELL = 5


def baseline(train: Columns, hours: Floats, wanted: Columns) -> Floats:
    """Return the medians of the training stays for the wanted ones, hours."""
    conditions, number = np.unique(
        np.concatenate([train["condition"], wanted["condition"]]), return_inverse=True
    )
    cells = number * (len(AGES) + 1) + age_bands(np.concatenate([train["age"], wanted["age"]]))
    trained = len(hours)
    found = np.full(len(cells) - trained, np.median(hours))
    for groups, count in ((number, len(conditions)), (cells, len(conditions) * (len(AGES) + 1))):
        medians = _medians(groups[:trained], hours, count)[groups[trained:]]
        found = np.where(np.isnan(medians), found, medians)
    return found


def _medians(groups: Ints, hours: Floats, count: int) -> Floats:
    """Return the median of each group, shape (count,); nan for small groups."""
    medians = np.full(count, np.nan)
    for group in np.unique(groups):
        here = hours[groups == group]
        if here.size >= LEAST_IN_CELL:
            medians[group] = np.median(here)
    return medians
