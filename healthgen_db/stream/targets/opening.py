"""Which target --to means."""
# ruff: noqa: PLC0415 - the clients of Kafka and HL7 wait until they are needed

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.kafka.address import SCHEME as KAFKA
from healthgen_db.stream.kafka.address import read_address as kafka_address
from healthgen_db.stream.mllp.address import SCHEME as MLLP
from healthgen_db.stream.mllp.address import read_address as mllp_address
from healthgen_db.stream.targets.folder import Folder
from healthgen_db.stream.targets.standard_output import StandardOutput
from healthgen_db.stream.targets.target import Target

STANDARD_OUTPUT, POSTGRES = "-", "postgres"
WAYS = "write -, postgres, kafka://host:port/topic, mllp://host:port, or the path of a folder"


@dataclass(frozen=True)
class TargetOptions:
    """What opening a target may need. Options of other targets are ignored."""

    connection: psycopg.Connection | None
    """In autocommit, also used for the position; None if no position is kept."""
    schema: str
    message_format: str
    """json, hl7 or fhir."""
    after: datetime | None = None
    """When the last message of the run before was sent, in the time of the dataset."""
    again: bool = False
    """Whether the receiver has had these messages before."""
    partitions: int | None = None
    kafka_config: Path | None = None
    note: Callable[[str], None] = lambda _: None
    """Shows a line to the user."""
    connections: int = 1
    """Connections of MLLP."""


def target_name(to: str) -> str:
    """Return how a target is called in the table positions. Raises ConfigError if --to cannot be one."""
    if to in {STANDARD_OUTPUT, POSTGRES}:
        return to
    if to.startswith(KAFKA):
        return str(kafka_address(to, "--to"))
    if to.startswith(MLLP):
        host, port = mllp_address(to, "--to")
        return f"{MLLP}{host}:{port}"
    if "://" in to or not to.strip():
        raise ConfigError(f"--to {to}: there is no such target; {WAYS}")
    return str(Path(to).absolute())


def open_target_of(to: str, options: TargetOptions) -> Target:
    """Return the target of --to. Raises ConfigError or WarehouseError if it cannot be used."""
    if to == STANDARD_OUTPUT:
        return StandardOutput()
    if to == POSTGRES:
        if options.connection is None:
            raise ConfigError(f"--to {POSTGRES}: needs a position; leave out --reference-only")
        from healthgen_db.stream.targets.bronze import BronzeTarget

        return BronzeTarget(options.connection, options.schema)
    if to.startswith(KAFKA):
        from healthgen_db.stream.kafka.opening import open_kafka_target

        return open_kafka_target(
            to, partitions=options.partitions, config=options.kafka_config, note=options.note
        )
    if to.startswith(MLLP):
        from healthgen_db.stream.targets.mllp import MllpTarget

        host, port = mllp_address(to, "--to")
        return MllpTarget(host, port, note=options.note, connections=options.connections)
    return Folder(Path(target_name(to)), options.message_format, after=options.after, again=options.again)
