"""Which source --from means."""
# ruff: noqa: PLC0415 - the clients of Kafka and MLLP wait until they are needed

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.kafka.address import SCHEME as KAFKA
from healthgen_db.stream.mllp.address import SCHEME as MLLP
from healthgen_db.stream.mllp.address import read_address
from healthgen_db.stream.receive.folder import FolderSource
from healthgen_db.stream.receive.lines import Lines
from healthgen_db.stream.receive.source import Source

STANDARD_INPUT = "-"
WAYS = "write -, kafka://host:port/topic, mllp://host:port, or the path of a folder"


@dataclass(frozen=True)
class SourceOptions:
    """What opening a source may need. Options of other sources are ignored."""

    group: str = ""
    """Consumer group of Kafka."""
    kafka_config: Path | None = None
    note: Callable[[str], None] = lambda _: None
    """Shows a line to the user."""


def open_source(origin: str, options: SourceOptions) -> Source:
    """Return the source of --from. Raises ConfigError or StreamError if it cannot be used."""
    if origin == STANDARD_INPUT:
        return Lines(sys.stdin.buffer)
    if origin.startswith(KAFKA):
        from healthgen_db.stream.kafka.opening import open_kafka_source

        return open_kafka_source(origin, group=options.group, config=options.kafka_config, note=options.note)
    if origin.startswith(MLLP):
        from healthgen_db.stream.receive.mllp import MllpSource

        return MllpSource(*read_address(origin, "--from"))
    if "://" in origin or not origin.strip():
        raise ConfigError(f"--from {origin}: there is no such source; {WAYS}")
    return FolderSource(Path(origin), options.note)
