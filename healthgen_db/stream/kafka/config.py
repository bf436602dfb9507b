"""The file of --kafka-config: properties of the client librdkafka, a line each, such as security.protocol=SASL_SSL.

TLS and SASL need nothing else. Secrets stand only in this file, so they are never on a command line, and no message
shows them.
"""

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from healthgen_db.config.errors import ConfigError

# Nothing may be lost or doubled, so these are not for the user to choose. The value: what to do instead.
OURS = {
    "bootstrap.servers": "the brokers stand in the URL",
    "metadata.broker.list": "the brokers stand in the URL",
    "group.id": "use --group",
    "acks": "healthgen waits for all replicas",
    "request.required.acks": "healthgen waits for all replicas",
    "enable.idempotence": "healthgen needs it, so that nothing is doubled",
    "transactional.id": "healthgen uses no transactions of Kafka",
    "partitioner": "messages of an encounter must stay in one partition",
    "enable.auto.commit": "the offsets are in the database",
    "auto.commit.enable": "the offsets are in the database",
    "enable.auto.offset.store": "the offsets are in the database",
    "auto.offset.reset": "the offsets are in the database",
    "partition.assignment.strategy": "healthgen needs range",
    "group.protocol": "healthgen needs classic",
    "delivery.report.only.error": "healthgen needs it",
    "enable.partition.eof": "healthgen needs it off",
}
_SECRET = re.compile(r"password|secret|\.pem$|jaas|oauthbearer\.config")


@dataclass(frozen=True)
class KafkaConfig:
    """Properties for the client."""

    path: Path | None = None
    properties: Mapping[str, str] = field(default_factory=dict, repr=False)

    def hide(self, text: str) -> str:
        """Return a text without the secrets of the file."""
        for key, value in self.properties.items():
            if value and _SECRET.search(key):
                text = text.replace(value, "***")
        return text

    def warning(self) -> str | None:
        """Return what to do if others can read secrets in the file; None if all is well."""
        secrets = [key for key in self.properties if _SECRET.search(key)]
        if self.path is None or not secrets or not self.path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            return None
        return f"other users of this machine can read {secrets[0]} in {self.path}; run chmod 600 {self.path}"


def read_kafka_config(path: Path | None) -> KafkaConfig:
    """Return the properties of a file: key=value in each line; empty lines and lines that begin with # are skipped.

    Raises ConfigError with the number of the line that cannot be used.
    """
    if path is None:
        return KafkaConfig()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise ConfigError(f"--kafka-config {path}: {reason}") from None
    properties: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, value = _property(line, f"--kafka-config {path}:{number}")
        if key in properties:
            raise ConfigError(f"--kafka-config {path}:{number}: {key} is there twice; keep one of them")
        properties[key] = value
    return KafkaConfig(path, properties)


def _property(line: str, place: str) -> tuple[str, str]:
    """Return the key and the value of a line. The line itself is not shown: it may hold a secret."""
    key, equals, value = map(str.strip, line.partition("="))
    if not equals or not re.fullmatch(r"[a-z0-9._]+", key):
        raise ConfigError(f"{place}: write key=value, such as security.protocol=SASL_SSL")
    if key in OURS:
        raise ConfigError(f"{place}: {key} cannot be set: {OURS[key]}")
    return key, value
