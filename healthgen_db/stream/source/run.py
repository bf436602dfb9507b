"""The run of `healthgen stream`: which log, from where, in which format, to which target."""

import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError
from healthgen_db.history.datasets import Dataset, require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.kpis.windows import Hospital, local_moment, midnight
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.contract.reference import Reference, read_reference
from healthgen_db.stream.formats.encoders import HL7, JSON, Encode, encoder
from healthgen_db.stream.mllp.address import SCHEME as MLLP
from healthgen_db.stream.source.answers import events_to_send_again
from healthgen_db.stream.source.faults import Faults
from healthgen_db.stream.source.feed import CleanFeed, DirtyFeed, Feed, Place, ResendFeed
from healthgen_db.stream.source.log import APPLICATION_NAME, Log, identity
from healthgen_db.stream.source.pace import CHUNK, Stop
from healthgen_db.stream.source.positions import Position, Positions, check_options, open_positions
from healthgen_db.stream.source.send import Sender
from healthgen_db.stream.targets.folder import Folder
from healthgen_db.stream.targets.mllp import MllpTarget
from healthgen_db.stream.targets.opening import (
    POSTGRES,
    STANDARD_OUTPUT,
    TargetOptions,
    open_target_of,
    target_name,
)

# A stream that is not sent as fast as possible reads so many seconds of itself at a time.
READ_AHEAD_SECONDS = 30.0
# No event has a higher key.
LAST_KEY = 2**63 - 1


@dataclass(frozen=True)
class StreamOptions:
    """What to send, and where to."""

    to: str = POSTGRES
    message_format: str | None = None
    """json, hl7 or fhir; None: hl7 over MLLP, json otherwise."""
    speed: float | None = None
    """Seconds of the dataset in a second; None: as fast as possible."""
    since: str | None = None
    until: str | None = None
    hospital: str | None = None
    """Number of a hospital, or a part of its name; None: all."""
    restart: bool = False
    dirty: float = 0.0
    """Share of events with a fault, 0 to 1."""
    resend: bool = False
    partitions: int | None = None
    kafka_config: Path | None = None
    connections: int = 1
    """Connections of MLLP. The messages of an encounter go over the same one."""


@dataclass(frozen=True)
class Streamed:
    """What a run has sent."""

    target: str
    messages: int
    seconds: float
    last: datetime | None
    """When the last message was sent, in the time of the dataset; None if there was none."""
    complete: bool
    """False if it was stopped."""
    keeps_position: bool
    log_ends: datetime
    """The end of the dataset's today."""


@dataclass(frozen=True)
class Warehouse:
    """What is read before the first event."""

    dataset: Dataset
    chosen: list[Hospital]
    reference: Reference
    now: datetime
    """The end of the dataset's today."""


def run_stream(dsn: str, schema: str, options: StreamOptions, progress: Progress, stop: Stop) -> Streamed:
    """Send the log of a schema from where its receiver is, until the end of the log, --until, or a wish to stop.

    Raises ConfigError for wrong options, WarehouseError or StreamError if the server or the receiver fails. What the
    receiver has for good is kept then, and the same options go on from there.
    """
    target, message_format = _checked(options)
    warehouse = _warehouse(dsn, schema, options.hospital)
    since, until = _period(options, warehouse.chosen[0])
    log = Log(dsn, schema, warehouse.chosen, warehouse.dataset)
    if options.speed is not None:
        log.widest = timedelta(seconds=READ_AHEAD_SECONDS * options.speed)
    with _positions(dsn, schema, target, dirty=options.dirty > 0) as positions:
        fresh = _fresh(options, message_format, warehouse)
        position = _begin(positions, fresh, options) if positions is not None else fresh
        position = _from(position, since, options)
        sent_before = position.place if position.messages else None
        places = [place for place in (_after(since), sent_before) if place is not None]
        target_options = TargetOptions(
            None if positions is None else positions.connection,
            schema,
            message_format,
            after=None if sent_before is None else sent_before[0],
            again=options.resend,
            partitions=options.partitions,
            kafka_config=options.kafka_config,
            note=progress.note,
            connections=options.connections,
        )
        with closing(open_target_of(options.to, target_options)) as opened:
            if position.reference_id != warehouse.reference.reference_id:
                opened.begin(warehouse.reference.encode())
                position = replace(position, reference_id=warehouse.reference.reference_id)
            sender = Sender(
                opened,
                partial(_encoded, encoder(message_format), warehouse.reference),
                _feed(options, log, warehouse, positions),
                stop,
                speed=options.speed,
                positions=positions,
                position=position,
                whole_quarters=isinstance(opened, Folder),
                note=progress.note,
                most=opened.most if isinstance(opened, MllpTarget) else CHUNK,
            )
            with progress.phase("stream", unit="messages") as advance, _few_collections():
                complete = sender.run(max(places, default=None), until, advance)
    last = None if sender.last is None else sender.last.sent_at
    return Streamed(
        target, sender.messages, sender.seconds, last, complete, target != STANDARD_OUTPUT, warehouse.now
    )


def send_reference(dsn: str, schema: str, options: StreamOptions) -> None:
    """Send the reference snapshot alone. Raises as run_stream() does."""
    _, message_format = _checked(options)
    reference = _warehouse(dsn, schema, None).reference
    target_options = TargetOptions(
        None, schema, message_format, partitions=options.partitions, kafka_config=options.kafka_config
    )
    with closing(open_target_of(options.to, target_options)) as opened:
        opened.begin(reference.encode())
        opened.flush()


def _checked(options: StreamOptions) -> tuple[str, str]:
    """Return the name of the target, and the format."""
    target = target_name(options.to)
    over_mllp = options.to.startswith(MLLP)
    message_format = options.message_format or (HL7 if over_mllp else JSON)
    if over_mllp and message_format != HL7:
        raise ConfigError(
            f"--format {message_format}: MLLP carries HL7 only; leave out --format, or send elsewhere"
        )
    if options.resend and (options.dirty or options.restart or options.to == STANDARD_OUTPUT):
        raise ConfigError(
            "--resend: sends again what a receiver could not read; use it with the --to of a dirty stream, and without"
            " --dirty and --restart"
        )
    return target, message_format


def _warehouse(dsn: str, schema: str, hospital: str | None) -> Warehouse:
    with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
        dataset = require_dataset(connection, schema)
        chosen = list(hospitals_at_work(connection, hospital))
        now = midnight(dataset.today + timedelta(days=1), chosen[0].zone)
        return Warehouse(dataset, chosen, read_reference(connection, now), now)


def _period(options: StreamOptions, hospital: Hospital) -> tuple[datetime | None, datetime | None]:
    """Return the moments of --from and --until, which are local times of the largest hospital, in UTC."""
    since = _moment("--from", options.since, hospital, end_of_day=False)
    until = _moment("--until", options.until, hospital, end_of_day=True)
    if since is not None and until is not None and since >= until:
        raise ConfigError(f"--from {options.since} is not before --until {options.until}; exchange them")
    return since, until


def _moment(flag: str, text: str | None, hospital: Hospital, *, end_of_day: bool) -> datetime | None:
    if text is None:
        return None
    try:
        return local_moment(text.strip(), hospital.zone, flag=flag, end_of_day=end_of_day).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"{flag} {text}: write a date, or a local time such as 2026-06-30T07:00") from error


def _after(since: datetime | None) -> Place | None:
    """Return the last place before a moment. Events have whole seconds."""
    return None if since is None else (since - timedelta(seconds=1), LAST_KEY, 1)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look less often for objects that refer to each other: events do not, and looking takes a tenth."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _positions(dsn: str, schema: str, target: str, *, dirty: bool) -> Iterator[Positions | None]:
    # Standard output begins anew each time. Only a dirty stream has something to keep: its answers.
    if target == STANDARD_OUTPUT and not dirty:
        yield None
        return
    with open_positions(dsn, schema, target) as positions:
        yield positions


def _fresh(options: StreamOptions, message_format: str, warehouse: Warehouse) -> Position:
    """Return the position before the first message."""
    decisive: dict[str, Any] = {
        "format": message_format,
        "hospital": None if options.hospital is None else [each.hospital_id for each in warehouse.chosen],
        "dirty": options.dirty,
        "seed": warehouse.dataset.seed,
        "dataset": identity(warehouse.dataset),
    }
    return Position(datetime.min.replace(tzinfo=UTC), 0, 0, 0, None, decisive)


def _begin(positions: Positions, fresh: Position, options: StreamOptions) -> Position:
    """Return the position from which a run goes on."""
    if options.restart or options.to == STANDARD_OUTPUT:
        positions.forget()
    found = positions.read()
    if found is None and options.resend:
        raise ConfigError(
            f"--resend: nothing has been sent to {positions.target}; send it first with --dirty"
        )
    if found is None:
        return fresh
    decisive = fresh.options | ({"dirty": found.options.get("dirty")} if options.resend else {})
    check_options(found, decisive, positions.target)
    return found


def _from(position: Position, since: datetime | None, options: StreamOptions) -> Position:
    """Return the position with what --from leaves out, which healthgen reconcile asks for.

    Raises ConfigError if messages between the position and --from would be left out.
    """
    if not position.messages:
        return replace(position, options=position.options | {"from": since and since.isoformat()})
    if since is not None and since > position.sent_at:
        raise ConfigError(
            f"--from {options.since}: the receiver has the messages to {position.sent_at:%Y-%m-%d %H:%M} UTC, and would"
            " never get those in between; leave out --from, or use --restart"
        )
    return position


def _feed(options: StreamOptions, log: Log, warehouse: Warehouse, positions: Positions | None) -> Feed:
    if options.resend and positions is not None:
        keys = events_to_send_again(positions.connection, positions.feed, positions.target)
        return ResendFeed(log, keys)
    if options.dirty:
        units = {bed.bed_id: bed.unit_id for bed in warehouse.reference.beds.values()}
        return DirtyFeed(log, Faults(options.dirty, warehouse.dataset.seed, units))
    return CleanFeed(log)


def _encoded(encode: Encode, reference: Reference, event: AdtEvent) -> bytes:
    return encode(event, reference)
