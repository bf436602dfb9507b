"""Messages of the small hospital for the tests of bronze and silver, and the tables that they become."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.contract.reference import read_reference
from healthgen_db.stream.formats import json_lines
from healthgen_db.stream.lake import bronze, silver
from healthgen_db.stream.lake.schemas import LAKE, ensure_schemas
from healthgen_db.stream.receive.source import Received
from healthgen_db.stream.source.log import Log

SCHEMA = "healthcare"
SOURCE = "test"
Query = Callable[..., list[tuple[Any, ...]]]

# Columns that both the warehouse and silver have, by table.
COLUMNS = {
    "encounters": "encounter_id, patient_id, hospital_id, complaint_id, class, arrival_mode, admission_source, service,"
    " registered_at, admitted_at, ready_at, left_at, expected_discharge_on, disposition",
    "ed_stays": "encounter_id, arrived_at, triaged_at, esi, early_warning_score, station_id, roomed_at, provider_at,"
    " decision_at, decision, departed_at, triage_color",
    "bed_stays": "encounter_id, sequence, bed_id, service, requested_at, entered_at, left_at, reason, outlier",
    "bed_status_periods": "bed_id, began_at, ended_at, status",
    "adt_events": "event_key, trigger, hospital_id, encounter_id, bed_id, from_bed_id, occurred_at, recorded_at,"
    " cancels, class, esi, early_warning_score, update, decision, disposition, expected_discharge_on, bed_status",
}


def messages_of(dsn: str) -> list[bytes]:
    """Return the reference snapshot of a warehouse and its whole log, in order, as JSON."""
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        dataset = require_dataset(connection, SCHEMA)
        hospitals = hospitals_at_work(connection)
        log = Log(dsn, SCHEMA, hospitals, dataset)
        first = next(log.pages())[0]
        reference = read_reference(connection, first.recorded_at)
    events = (json_lines.encode(event, reference) for page in log.pages() for event in page)
    return [reference.encode(), *events]


@contextmanager
def lake(dsn: str, schema: str = SCHEMA) -> Iterator[psycopg.Connection]:
    """Yield a connection to a database with empty bronze, silver and gold."""
    with connect(dsn, autocommit=True) as connection:
        ensure_schemas(connection, schema, LAKE)
        yield connection


def store(connection: psycopg.Connection, messages: Iterable[bytes], *, source: str = SOURCE) -> int:
    """Store messages as one batch, after those of the batches before. Returns the batch_id."""
    first = bronze.next_offset(connection, SCHEMA, source, 0)
    received = [Received(raw, 0, first + place) for place, raw in enumerate(messages)]
    return bronze.store(connection, SCHEMA, source, received)


def refine_all(connection: psycopg.Connection, most_messages: int = silver.MOST_MESSAGES) -> silver.Refined:
    """Refine until nothing waits; return the sums."""
    messages = events = quarantined = 0
    while (refined := silver.refine(connection, SCHEMA, most_messages)).messages:
        messages += refined.messages
        events += refined.events
        quarantined += refined.quarantined
    return silver.Refined(messages, events, quarantined)


def take(connection: psycopg.Connection, *messages: bytes) -> silver.Refined:
    """Store messages and refine them."""
    store(connection, messages)
    return refine_all(connection)


def rows(query: Query, dsn: str, table: str, *, of_silver: bool) -> set[tuple[Any, ...]]:
    """Return the rows of a table that both the warehouse and silver have."""
    schema = f"{SCHEMA}_silver" if of_silver else SCHEMA
    return set(query(dsn, f"SELECT {COLUMNS[table]} FROM {table}", schema=schema))


def event(message: bytes) -> dict[str, Any]:
    """Return a message as a document, to change it."""
    document: dict[str, Any] = json.loads(message)
    return document


def encoded(document: dict[str, Any]) -> bytes:
    """Return a document as a message."""
    return json.dumps(document).encode()


def quarantined(query: Query, dsn: str) -> list[tuple[str, str]]:
    """Return reason and detail of the messages that wait in quarantine, in order."""
    statement = "SELECT reason, detail FROM quarantine WHERE replayed_at IS NULL ORDER BY message_number"
    return [(reason, detail) for reason, detail in query(dsn, statement, schema=f"{SCHEMA}_silver")]


def notes(query: Query, dsn: str) -> dict[tuple[str, str], int]:
    """Return how many messages had each oddity."""
    statement = "SELECT kind, field, messages FROM notes"
    return {(kind, field): count for kind, field, count in query(dsn, statement, schema=f"{SCHEMA}_silver")}


def first_of(messages: Sequence[bytes], **wanted: object) -> dict[str, Any]:
    """Return the first event with these values."""
    return next(
        document
        for document in map(event, messages)
        if all(document.get(name) == value for name, value in wanted.items())
    )
