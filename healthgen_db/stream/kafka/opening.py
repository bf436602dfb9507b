"""Open a topic to send to or to receive from. It says what to install if the client for Kafka is missing."""
# ruff: noqa: PLC0415 - the client is an extra, and takes 0.1 s to import

from collections.abc import Callable
from pathlib import Path

from healthgen_db.config.extras import require_extra
from healthgen_db.stream.kafka.address import read_address
from healthgen_db.stream.kafka.config import KafkaConfig, read_kafka_config
from healthgen_db.stream.receive.source import Source
from healthgen_db.stream.targets.target import Target


def open_kafka_target(
    url: str,
    *,
    partitions: int | None = None,
    config: Path | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Target:
    """Return the target of --to kafka://host:port/topic; the topic is made if it is missing.

    note: shows a line, such as that others can read the passwords in a file
    Raises ConfigError if the extra `kafka`, the URL, --partitions or --kafka-config is not right; StreamError if no
    broker answers within 6 s.
    """
    address, properties = read_address(url, "--to"), _read_config(config, note)
    require_extra("kafka", "healthgen stream", "--to kafka://")
    from healthgen_db.stream.kafka.client import Client
    from healthgen_db.stream.targets.kafka import KafkaTarget

    return KafkaTarget(Client(address, properties), partitions)


def open_kafka_source(
    url: str, *, group: str, config: Path | None = None, note: Callable[[str], None] = lambda _: None
) -> Source:
    """Return the source of --from kafka://host:port/topic. Receivers of one group share the partitions.

    note: shows a line, such as that others can read the passwords in a file
    Raises ConfigError if the extra `kafka`, the URL or --kafka-config is not right, or the topic is missing;
    StreamError if no broker answers within 6 s.
    """
    address, properties = read_address(url, "--from"), _read_config(config, note)
    require_extra("kafka", "healthgen ingest", "--from kafka://")
    from healthgen_db.stream.kafka.client import Client
    from healthgen_db.stream.receive.kafka import KafkaSource

    return KafkaSource(Client(address, properties), group)


def _read_config(path: Path | None, note: Callable[[str], None]) -> KafkaConfig:
    config = read_kafka_config(path)
    if warning := config.warning():
        note(warning)
    return config
