"""Writes 2,000 events as HL7 messages and reads them back in three ways; then measures how fast both go.

    uv run --all-extras --dev python -m tests.benchmarks.stream.hl7_2000 [--dsn postgresql://...]

The events have every trigger, class, update, decision and disposition, and names with & ^ | ~ backslash and line
breaks. All must pass hl7apy STRICT, and say the same as their JSON when the package hl7 reads them, and when Postgres
does. The exit code is 1 if not. --dsn names a database in which a schema is made and rolled back; without it the
embedded server is used. Half of the names have escapes, which takes longer than real names do.
Seconds are processor time of this process, and wall-clock time for Postgres: run nothing else beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections import Counter
from time import perf_counter, process_time
from typing import Any

import psycopg
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.lake.schemas import SILVER, ensure_schemas
from tests.unit.stream.hl7_reading import read
from tests.unit.stream.sample_events import events, fields, places

NUMBER, TIMES = 2_000, 20
"""Messages, and how often they are written and read for the measurement."""
SCHEMA = "hl7_2000"
FILES = ("050_split_hl7.sql", "051_read_hl7.sql", "052_unescape_hl7.sql")
COPY = 'COPY taken (message_number, batch_id, source, partition, "offset", format, raw) FROM STDIN'


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dsn")
    given = parser.parse_args().dsn
    sample, reference = events(NUMBER), places()
    began = process_time()
    for _ in range(TIMES):
        raws = [encode(event, reference) for event in sample]
    seconds = process_time() - began
    found: dict[str, Any] = {
        "messages": len(raws),
        "shapes": _shapes(sample),
        "written_per_second": round(NUMBER * TIMES / seconds),
        "refused_by_hl7apy_strict": sum(not _passes(raw) for raw in raws),
        "hl7_differs": sum(read(raw) != fields(event) for raw, event in zip(raws, sample, strict=True)),
    }
    if given is None:
        server = Server()
        server.start()
        given = server.dsn()
    with contextlib.closing(connect(given)) as connection:
        found |= _in_postgres(connection, sample, raws)
    print(json.dumps(found, indent=2))
    return int(any(found[name] for name in ("refused_by_hl7apy_strict", "hl7_differs", "postgres_differs")))


def _shapes(sample: list[AdtEvent]) -> dict[str, int]:
    """Return how many different triggers, classes and so on the events have."""
    names = (
        "trigger",
        "klass",
        "update",
        "decision",
        "disposition",
        "bed_reason",
        "bed_status",
        "triage_color",
    )
    return {
        name: len(Counter(getattr(event, name) for event in sample) - Counter({None: NUMBER}))
        for name in names
    }


def _passes(raw: bytes) -> bool:
    try:
        parse_message(raw.decode(), validation_level=VALIDATION_LEVEL.STRICT).validate()
    except (HL7apyException, ValueError) as error:
        print(error, raw, file=sys.stderr)
        return False
    return True


def _in_postgres(connection: psycopg.Connection, sample: list[AdtEvent], raws: list[bytes]) -> dict[str, Any]:
    transform = resource("sql", "silver", "transform")
    # The schemas are made in this transaction, which is rolled back.
    ensure_schemas(connection, SCHEMA, [SILVER])
    with in_schema(connection, side_schema(SCHEMA, SILVER)):
        connection.execute(transform.joinpath("010_work_tables.sql").read_bytes())
    with connection.cursor().copy(COPY) as copy:
        for number, raw in enumerate(raws * TIMES):
            copy.write_row((number, 1, "x", 0, number, "hl7", raw.decode()))
    began = perf_counter()
    for name in FILES:
        connection.execute(transform.joinpath(name).read_bytes())
    seconds = perf_counter() - began
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute("SELECT * FROM fields ORDER BY message_number").fetchall()
    read_back = [{name: value for name, value in row.items() if value is not None} for row in rows]
    for row in read_back:
        del row["message_number"]
    expected = [fields(event) for event in sample] * TIMES
    return {
        "postgres_differs": sum(row != each for row, each in zip(read_back, expected, strict=True)),
        "read_per_second_in_postgres": round(len(raws) * TIMES / seconds),
    }


if __name__ == "__main__":
    sys.exit(main())
