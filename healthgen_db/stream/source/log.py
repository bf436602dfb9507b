"""Pages of the ADT log, each read in a short transaction of its own, so that a stream of hours holds no snapshot."""

import json
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.history.datasets import Dataset, require_dataset
from healthgen_db.kpis.windows import Hospital
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.stream.contract.event import AdtEvent, Patient, Staff

APPLICATION_NAME = "healthgen stream"
PAGE_EVENTS, MOST_EVENTS = 15_000, 20_000
"""About so many events are read at a time, and not many more."""
FIRST_PERIOD, SHORTEST_PERIOD = timedelta(hours=6), timedelta(minutes=1)
# A period grows at most this much from page to page, because the nights of a hospital are quiet.
MOST_GROWTH = 4.0
SECOND = timedelta(seconds=1)
# Each event needs a few rows by their keys. Without these settings, the planner reads whole tables for each page.
SETTINGS = ("enable_hashjoin", "enable_mergejoin", "jit")
ENDS = """
SELECT min(r.first), max(r.last)
FROM unnest($1::integer[]) AS h (hospital_id)
CROSS JOIN LATERAL (
    SELECT min(recorded_at) AS first, max(recorded_at) AS last FROM adt_events WHERE hospital_id = h.hospital_id
) AS r
"""
COUNT = """
SELECT count(*) FROM adt_events WHERE hospital_id = any($1::integer[]) AND recorded_at >= $2 AND recorded_at < $3
"""

Moment = tuple[datetime, int]
"""recorded_at and event_key: the order of the log."""
Rows = list[tuple[Any, ...]]
Cursor = psycopg.RawCursor[tuple[Any, ...]]


def identity(dataset: Dataset) -> str:
    """Return what two loads have in common if the later one only goes on: its log begins with the log of the other.

    Everything but today counts: a log with another seed or another number of patients is another log.
    """
    config = {name: value for name, value in dataset.config.items() if name != "today"}
    text = json.dumps([config, dataset.generator_version], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


class Log:
    """The ADT log of some hospitals of a schema."""

    def __init__(self, dsn: str, schema: str, hospitals: Sequence[Hospital], dataset: Dataset) -> None:
        self.dsn = dsn
        self.schema = schema
        self.hospitals = hospitals
        self.dataset = dataset
        self.widest: timedelta | None = None
        """Longest period of a page, for a stream that is sent slowly; None: any."""
        self._zones = {each.hospital_id: ZoneInfo(each.time_zone) for each in hospitals}
        self._numbers = [each.hospital_id for each in hospitals]
        self._query = resource("sql", "stream", "log_page.sql").read_bytes()

    def pages(
        self, after: Moment | None = None, until: datetime | None = None
    ) -> Generator[list[AdtEvent], None, None]:
        """Yield the events in the order (recorded_at, event_key), about PAGE_EVENTS at a time.

        after: only later ones in this order. until: only those recorded before it.

        The next page is read while the caller works on one. Raises WarehouseError if the schema has another dataset
        meanwhile, or the server fails.
        """
        with self._cursor() as cursor, ThreadPoolExecutor(1) as reader:
            periods = self._periods(cursor, after, until)
            following = reader.submit(next, periods, None)
            while (rows := following.result()) is not None:
                following = reader.submit(next, periods, None)
                events = [
                    event for event in map(self._event, rows) if after is None or _moment(event) > after
                ]
                if events:
                    yield events

    def events(self, keys: Sequence[int]) -> list[AdtEvent]:
        """Return some events by their keys, in the order of the log. Raises WarehouseError as pages() does."""
        with self._cursor() as cursor:
            return list(map(self._event, self._rows(cursor, None, None, keys)))

    @contextmanager
    def _cursor(self) -> Iterator[Cursor]:
        with (
            connect(
                self.dsn, schema=self.schema, autocommit=True, application_name=APPLICATION_NAME
            ) as connection,
            closing(psycopg.RawCursor(connection)) as cursor,
        ):
            # The server plans each page anew, as the first pages may be of another size than the others.
            connection.prepare_threshold = None
            with errors_mapped():
                for setting in SETTINGS:
                    cursor.execute("SELECT set_config($1, 'off', FALSE)", [setting])
            yield cursor

    def _periods(self, cursor: Cursor, after: Moment | None, until: datetime | None) -> Iterator[Rows]:
        """Yield the rows of one period after another. A load that goes on meanwhile makes the log longer."""
        width = FIRST_PERIOD
        first, last = self._ends(cursor)
        begins = max(first, after[0]) if first and after else first
        while begins and last:
            end = last + SECOND if until is None else min(last + SECOND, until)
            if begins >= end:
                before, (_, last) = last, self._ends(cursor)
                if last == before:
                    return
                continue
            ends = min(begins + min(width, self.widest or width), end)
            if (events := self._count(cursor, begins, ends)) > MOST_EVENTS and width > SHORTEST_PERIOD:
                width = max((ends - begins) * (PAGE_EVENTS / events), SHORTEST_PERIOD)
                continue
            rows = self._rows(cursor, begins, ends)
            yield rows
            growth = min(max(PAGE_EVENTS / max(len(rows), 1), 1 / MOST_GROWTH), MOST_GROWTH)
            width, begins = max((ends - begins) * growth, SHORTEST_PERIOD), ends

    def _ends(self, cursor: Cursor) -> tuple[datetime | None, datetime | None]:
        """Return when the first and the last event of the log were recorded."""
        with errors_mapped():
            return cursor.execute(ENDS, [self._numbers]).fetchone() or (None, None)

    def _count(self, cursor: Cursor, begins: datetime, ends: datetime) -> int:
        """Return how many events a period has, from the index alone."""
        with errors_mapped():
            [(events,)] = cursor.execute(COUNT, [self._numbers, begins, ends])
        return int(events)

    def _rows(
        self, cursor: Cursor, begins: datetime | None, ends: datetime | None, keys: Sequence[int] = ()
    ) -> Rows:
        """Return the rows of a period, or of some keys.

        Raises WarehouseError if they may not be of the dataset that was streamed.
        """
        with errors_mapped():
            rows = cursor.execute(
                self._query, [self._numbers, begins, ends, list(keys)], binary=True
            ).fetchall()
            # This comes second: if the dataset is still the same now, it was the same when the rows were read.
            newest = cursor.execute("SELECT max(dataset_id) FROM datasets").fetchone()
        if newest != (self.dataset.dataset_id,):
            self._follow(require_dataset(cursor.connection, self.schema))
        return rows

    def _follow(self, dataset: Dataset) -> None:
        """Go on with a dataset that was published meanwhile, if it begins as the one before."""
        if identity(dataset) != identity(self.dataset):
            raise WarehouseError(
                f"schema {self.schema} has another dataset now, which was loaded while its log was sent; to send the"
                " new log, run the same command with --restart. Its messages have the same ids as the old ones, so send"
                " them to a receiver that has none of these"
            )
        self.dataset = dataset

    def _event(self, row: tuple[Any, ...]) -> AdtEvent:
        """Return the event of a row of log_page.sql."""
        key, trigger, occurred_at, recorded_at, hospital_id, encounter_id, patient_id = row[:7]
        zone = self._zones[hospital_id]
        values = (
            key,
            trigger,
            _local(occurred_at, zone),
            _local(recorded_at, zone),
            hospital_id,
            encounter_id,
            None if patient_id is None else Patient(*row[6:13]),
            *row[13:-3],
            None if row[-3] is None else Staff(*row[-3:]),
        )
        return AdtEvent(*values)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment in local time, with the offset of that moment.

    Python compares two times of one ZoneInfo, and adds to them, as clocks show them. In the hour after clocks went
    back, that would put events into the wrong order.
    """
    local = moment.astimezone(zone)
    return local.replace(tzinfo=_offset(local.utcoffset()))


@cache
def _offset(offset: timedelta | None) -> timezone:
    return timezone(offset or timedelta())


def _moment(event: AdtEvent) -> Moment:
    return event.recorded_at, event.event_key
