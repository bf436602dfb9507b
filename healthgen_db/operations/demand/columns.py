"""The columns of the demand, and numbers that its modules share."""

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.operations import words
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Categories, Draws, Floats, Ints

WALK_IN, AMBULANCE, SCHEDULED, DIRECT, CLINIC, TRANSFER = range(len(words.MODES))
EMERGENCY, OBSERVATION, INPATIENT, OUTPATIENT = range(len(words.CLASSES))
FROM_HOME, FROM_CLINIC, FROM_HOSPITAL, FROM_NURSING_HOME, FROM_OTHER = range(len(words.SOURCES))
ADMIT, DISCHARGE, TRANSFERS_OUT, UNSEEN, AGAINST_ADVICE, DIES = range(len(words.DECISIONS))
ELECTIVE, URGENT, AT_ONCE = range(len(words.URGENCIES))
SERVICE = {code: number for number, code in enumerate(words.SERVICE_CODES)}
LEVEL = {name: number for number, name in enumerate(words.LEVELS)}
CARE = {name: number for number, name in enumerate(words.CARE)}
REASON = {name: number for number, name in enumerate(words.TRANSFER_REASONS)}
TRAVEL = {name: number for number, name in enumerate(words.TRANSFER_MODES)}
DISPOSITION = {code: number for number, code in enumerate(words.DISPOSITIONS)}
NONE = -1

Values: TypeAlias = NDArray[Any]
Columns: TypeAlias = dict[str, Values]

BYTE, SMALL, INT, LONG, FLAG = pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.bool_()
# Each column with its type and the value of rows for which a module says nothing.
_COLUMNS: tuple[tuple[str, pa.DataType, int], ...] = (
    ("hospital", INT, 0),
    ("encounter_id", LONG, 0),
    ("patient_id", LONG, 0),
    ("visit_id", LONG, 0),
    ("condition", SMALL, NONE),
    ("complaint", SMALL, NONE),
    ("sex", BYTE, 0),
    ("age", SMALL, 0),
    ("service", BYTE, SERVICE["EMED"]),
    ("level", BYTE, LEVEL["emergency"]),
    ("mode", BYTE, WALK_IN),
    ("klass", BYTE, EMERGENCY),
    ("klass_admitted", BYTE, NONE),
    ("source", BYTE, FROM_HOME),
    ("through_ed", FLAG, True),
    ("admits", FLAG, False),
    ("esi", BYTE, 0),
    ("score", BYTE, 0),
    ("registered", LONG, 0),
    ("leaves", LONG, 0),
    ("ready", LONG, 0),
    ("expected_discharge", INT, NONE),
    ("disposition", BYTE, DISPOSITION["01"]),
    ("decision", BYTE, DISCHARGE),
    ("can_walk_out", FLAG, False),
    ("patience", INT, 0),
    ("triage_s", INT, 0),
    ("assess_s", INT, 0),
    ("workup_s", INT, 0),
    ("bed_search_s", INT, 0),
    ("transport_s", INT, 0),
    ("icu_after_s", INT, NONE),
    ("icu_s", INT, 0),
    ("step_down_s", INT, 0),
    ("moves", BYTE, 0),
    ("move_after_s", INT, 0),
    ("surgery_at", LONG, 0),
    ("surgery_s", INT, 0),
    ("surgery_urgency", BYTE, ELECTIVE),
    ("booked", LONG, 0),
    ("transfer_reason", BYTE, NONE),
    ("transfer_care", BYTE, NONE),
    ("transfer_mode", BYTE, NONE),
    ("facility", BYTE, 0),
    ("other_encounter", LONG, 0),
    ("way_s", INT, 0),
    ("takes_leave", FLAG, False),
)
SCHEMA = pa.schema([(name, kind) for name, kind, _ in _COLUMNS])


def demand_batch(parts: list[Columns]) -> pa.RecordBatch:
    """Return the rows of all parts, sorted by hospital, registration and encounter. Every part has its encounter_id."""
    sizes = [part["encounter_id"].size for part in parts]
    whole = {}
    for name, kind, default in _COLUMNS:
        dtype = kind.to_pandas_dtype()
        values = [
            part[name].astype(dtype) if name in part else np.full(size, default, dtype=dtype)
            for part, size in zip(parts, sizes, strict=True)
        ]
        whole[name] = np.concatenate(values)
    order = np.lexsort((whole["encounter_id"], whole["registered"], whole["hospital"]))
    return pa.record_batch([pa.array(column[order]) for column in whole.values()], schema=SCHEMA)


def rows_of(columns: Columns, rows: Ints) -> Columns:
    """Return some rows of columns."""
    return {name: values[rows] for name, values in columns.items()}


def lognormal(
    draws: Draws, name: str, key: Ints, figure: tuple[float, float], *, factor: Floats | float = 1.0
) -> Floats:
    """Return lognormal numbers. figure: median and standard deviation of the logarithm; factor: of the median."""
    median, sigma = figure
    drawn: Floats = median * factor * np.exp(sigma * draws.normal(name, key))
    return drawn


def poisson(chance: Floats, mean: Floats, most: int) -> Ints:
    """Return Poisson numbers with these means from numbers in [0, 1); at most `most`."""
    share = np.exp(-mean)
    below, count = share.copy(), np.zeros(chance.size, dtype=np.int64)
    for number in range(1, most + 1):
        count += chance >= below
        share = share * mean / number
        below += share
    return count


def pick(chance: Floats, weights: Floats) -> Ints:
    """Return for each row the column that a number in [0, 1) falls on. weights: shape (rows, columns)."""
    below = np.cumsum(weights, axis=1)
    chosen = (below <= (chance * below[:, -1])[:, None]).sum(axis=1)
    column: Ints = np.minimum(chosen, weights.shape[1] - 1).astype(np.int64)
    return column


def age_group(ages: tuple[int, ...], age: Values) -> Ints:
    """Return the group of ages, from 0. ages: the first age of each group but the first."""
    group: Ints = np.searchsorted(np.array(ages), age, side="right").astype(np.int64)
    return group


def seconds_of_day(draws: Draws, name: str, key: Ints, tables: Categories, curve: Ints) -> Ints:
    """Return seconds of the day from curves of hours. tables: lookup tables of hours; curve: row for each key.

    One draw decides the hour, and its lower bits the second of the hour.
    """
    bits = draws.bits(name, key)
    entries = tables.shape[1].bit_length() - 1
    hour = tables[curve, (bits >> np.uint64(64 - entries)).astype(np.int64)].astype(np.int64)
    second = ((bits & np.uint64(0xFFFFFFFF)) * np.uint64(HOUR)) >> np.uint64(32)
    return hour * HOUR + second.astype(np.int64)
