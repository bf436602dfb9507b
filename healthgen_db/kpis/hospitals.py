"""The hospitals of a dataset whose KPIs can be computed, and the choice of one by number or name."""

from collections.abc import Sequence

import psycopg
from psycopg.rows import class_row

from healthgen_db.config.errors import ConfigError
from healthgen_db.kpis.windows import Hospital
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
