"""The hospitals of a dataset that have operations, the choice of one by number or name, and their moments."""

from collections.abc import Sequence
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from healthgen_db.config.errors import ConfigError
from healthgen_db.history.datasets import Dataset
from healthgen_db.kpis.windows import Hospital, as_of_moment
from healthgen_db.postgres.error_messages import errors_mapped


def hospitals_at_work(connection: psycopg.Connection, wanted: str | None = None) -> Sequence[Hospital]:
    """Return the hospitals with operations, the largest first, or the one that is wanted.

    wanted: the number of a hospital, or a part of its name

    Raises ConfigError if the dataset has no operations, or no such hospital.
    """
    query = (
        "SELECT h.hospital_id, h.name, h.time_zone FROM hospitals AS h"
        " JOIN (SELECT hospital_id, count(*) AS beds FROM beds GROUP BY hospital_id) AS b USING (hospital_id)"
        " ORDER BY b.beds DESC, h.hospital_id"
    )
    with errors_mapped(), connection.cursor(row_factory=class_row(Hospital)) as cursor:
        found = cursor.execute(query).fetchall()
    if not found:
        raise ConfigError(
            "the dataset has no hospital at work; load one with --operations, such as: healthgen load --preset hospital"
        )
    if wanted is None:
        return found
    text = wanted.strip().casefold()
    chosen = [each for each in found if str(each.hospital_id) == text]
    chosen = chosen or [each for each in found if text and text in each.name.casefold()]
    if len(chosen) != 1:
        names = ", ".join(f"{each.hospital_id} {each.name}" for each in (chosen or found)[:10])
        fault = "several match" if chosen else "there is no such one; there are"
        raise ConfigError(f"--hospital {wanted}: {fault}: {names}")
    return chosen


def hospital_moments(
    connection: psycopg.Connection, dataset: Dataset, *, as_of: str | None, wanted: str | None = None
) -> dict[Hospital, datetime]:
    """Return the hospitals as hospitals_at_work() does, each with the moment as of which it is seen.

    as_of: date or timestamp, see as_of_moment(); None: the end of the dataset's today

    Raises ConfigError for a wrong hospital or moment.
    """
    return {
        each: as_of_moment(as_of, each, start=dataset.start, today=dataset.today)
        for each in hospitals_at_work(connection, wanted)
    }
