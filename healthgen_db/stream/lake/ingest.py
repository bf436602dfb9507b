"""The receiver: takes messages from a source into bronze in micro-batches, while silver and gold follow."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.queries import scalar
from healthgen_db.progress import Advance, Progress
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake import bronze, gold
from healthgen_db.stream.lake.quarantine import replay
from healthgen_db.stream.lake.refiner import Refiner
from healthgen_db.stream.lake.schemas import LAKE, SILVER, ensure_schemas
from healthgen_db.stream.lake.silver import waiting
from healthgen_db.stream.receive.source import Received, Source
from healthgen_db.stream.source.pace import Stop, stopping

APPLICATION_NAME = "healthgen ingest"
REFERENCE_SOURCE = "reference"
# A source is asked again after so long, so that Ctrl-C has an effect.
POLL_SECONDS = 0.25
LAG_SECONDS = 10.0
RETENTION_SECONDS = 3600.0


@dataclass(frozen=True)
class IngestOptions:
    """How to receive."""

    batch: int = 20_000
    """Most messages of a micro-batch."""
    until_idle: float | None = None
    """Seconds without a message after which it ends; None: it goes on until the source ends, or Ctrl-C."""
    keep_days: int | None = None
    """Days that bronze keeps messages; None: for ever."""
    reference: Path | None = None
    replay_quarantine: bool = False
    with_gold: bool = True


@dataclass(frozen=True)
class Ingested:
    """What a run did."""

    received: int
    """Messages that were stored in bronze."""
    batches: int
    refined: int
    """Messages that silver read, also those that another run had stored."""
    events: int
    """Events that silver did not have before."""
    quarantined: int
    released: int
    """Messages that left the quarantine."""
    windows: int
    """Windows of KPIs that were computed."""
    dropped_days: int
    """Partitions of bronze that were dropped."""
    knows_hospitals: bool
    """Whether silver has a reference snapshot."""
    seconds: float


def ingest(
    dsn: str, schema: str, source: Source | None, options: IngestOptions, progress: Progress
) -> Ingested:
    """Receive messages from a source until it ends, and take them to silver and gold. It closes the source.

    schema: the prefix of the schemas bronze, silver and gold, which are created if they are missing
    source: None: only what waits in bronze

    Raises ConfigError for a reference file that cannot be read, StreamError if the source fails, SchemaError or
    WarehouseError if the database does. What is in bronze stays there, and the next run goes on from it.
    """
    began = time.monotonic()
    opened = ExitStack()
    if source is not None:
        opened.callback(source.close)
    with (
        opened,
        connect(dsn, autocommit=True, application_name=APPLICATION_NAME) as connection,
        progress.phase("bronze", unit="messages") as stored,
        progress.phase("silver", unit="messages") as refined,
    ):
        ensure_schemas(connection, schema, LAKE)
        batches = int(options.reference is not None)
        if options.reference is not None:
            store_reference(connection, schema, options.reference)
        refiner = Refiner(dsn, schema, with_gold=options.with_gold, advance=refined)
        receiver = _Receiver(connection, schema, options, refiner, advance=stored, note=progress.note)
        try:
            if source is not None:
                receiver.run(source)
        except BaseException:
            refiner.stop()
            raise
        # Silver may need long to catch up, and other receivers can take over now.
        opened.close()
        refiner.finish()
        released = replay(connection, schema) if options.replay_quarantine else 0
        windows = refiner.windows
        if released and options.with_gold:
            windows += gold.refresh(dsn, schema, wait=True).windows
        receiver.drop_old_partitions()
        snapshots = sql.Identifier(side_schema(schema, SILVER), "reference_snapshots")
        knows_hospitals = bool(
            scalar(connection, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(snapshots))
        )
    return Ingested(
        received=receiver.messages,
        batches=batches + receiver.batches,
        refined=refiner.messages,
        events=refiner.events,
        quarantined=refiner.quarantined,
        released=released,
        windows=windows,
        dropped_days=receiver.dropped_days,
        knows_hospitals=knows_hospitals,
        seconds=round(time.monotonic() - began, 3),
    )


def store_reference(connection: psycopg.Connection, schema: str, path: Path) -> None:
    """Store a reference snapshot from a file as a message. Raises ConfigError if the file is not one."""
    try:
        raw = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"--reference {path}: cannot be read ({error.strerror})") from error
    if not raw.startswith(b"{") or b'"reference_id"' not in raw:
        raise ConfigError(
            f"--reference {path}: is no reference snapshot; make one with: healthgen stream --reference-only --to -"
            " > FILE"
        )
    place = bronze.next_offset(connection, schema, REFERENCE_SOURCE, 0)
    bronze.store(connection, schema, REFERENCE_SOURCE, [Received(raw, 0, place)])


class _Receiver:
    """The loop of the receiver: poll, store, confirm."""

    def __init__(
        self,
        connection: psycopg.Connection,
        schema: str,
        options: IngestOptions,
        refiner: Refiner,
        *,
        advance: Advance,
        note: Callable[[str], None],
    ) -> None:
        self.messages = self.batches = self.dropped_days = 0
        self._connection = connection
        self._schema = schema
        self._options = options
        self._refiner = refiner
        self._advance = advance
        self._note = note
        self._noted_at = self._dropped_at = time.monotonic()
        self._shown: BaseException | None = None

    def run(self, source: Source) -> None:
        """Receive until the source ends, or is idle for long enough, or Ctrl-C."""
        source.start(partial(bronze.next_offset, self._connection, self._schema, source.name))
        last_message = time.monotonic()
        with stopping() as stop:
            while not source.ended and not self._ends(stop, last_message):
                received = source.poll(self._options.batch, POLL_SECONDS)
                if received:
                    self._take(source, received)
                    last_message = time.monotonic()
                self._look_after(source)

    def drop_old_partitions(self) -> None:
        """Drop the days of bronze that need not be kept."""
        if self._options.keep_days is not None:
            dropped = bronze.drop_old_partitions(self._connection, self._schema, self._options.keep_days)
            self.dropped_days += len(dropped)
        self._dropped_at = time.monotonic()

    def _ends(self, stop: Stop, last_message: float) -> bool:
        idle = self._options.until_idle
        return stop.wanted or (idle is not None and time.monotonic() - last_message > idle)

    def _take(self, source: Source, received: list[Received]) -> None:
        try:
            bronze.store(self._connection, self._schema, source.name, received)
        except bronze.Fenced:
            source.dropped(received)
            return
        source.committed(received)
        self._refiner.wake()
        self._advance(len(received))
        self.messages += len(received)
        self.batches += 1

    def _look_after(self, source: Source) -> None:
        """Show how far behind it is, and what silver cannot do; drop old days."""
        now = time.monotonic()
        if self._refiner.error is not None and self._refiner.error is not self._shown:
            self._shown = self._refiner.error
            self._note(f"silver or gold failed, and will be tried again: {self._shown}")
        if now - self._noted_at > LAG_SECONDS:
            self._noted_at = now
            behind, left = waiting(self._connection, self._schema), source.lag()
            if behind or left:
                before = "" if left is None else f"{left:,} messages wait at {source.name}, "
                self._note(f"{before}{behind:,} wait in bronze")
        if now - self._dropped_at > RETENTION_SECONDS:
            self.drop_old_partitions()
