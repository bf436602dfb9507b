"""Columns in groups: rows of one patient, or of one course, that follow each other."""

import numpy as np

from healthgen_db.world.draws import Ints

# More days than the calendar has. Days of different groups do not overlap if the groups are SPAN days apart.
SPAN = 1 << 20


def group_starts(group: Ints) -> Ints:
    """Return the index of the first row of the group of each row. group: sorted."""
    row = np.arange(group.size)
    row[1:][group[1:] == group[:-1]] = 0
    starts: Ints = np.maximum.accumulate(row)
    return starts


def running_maximum(group: Ints, value: Ints) -> Ints:
    """Return the largest value so far in the group of each row. group: sorted. value: days, or differences of days."""
    offset = group * SPAN
    largest: Ints = np.maximum.accumulate(value + offset) - offset
    return largest


def count_up(group: Ints) -> Ints:
    """Return 1, 2, 3 ... within each group. group: sorted."""
    row = np.arange(group.size)
    return row - group_starts(group) + 1
