"""The address of a topic, as --to and --from take it: kafka://host:port/topic."""

import re
from dataclasses import dataclass

from healthgen_db.config.errors import ConfigError

SCHEME = "kafka://"
DEFAULT_PORT = 9092
# A host name, an IPv4 address, or an IPv6 address in brackets; then the port.
_SERVER = re.compile(r"(?P<host>[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
# Kafka allows no other names.
_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")


@dataclass(frozen=True)
class KafkaAddress:
    """A topic, and the brokers to ask first for it."""

    servers: str
    """host:port, with commas between several."""
    topic: str

    def __str__(self) -> str:
        """Return the URL."""
        return f"{SCHEME}{self.servers}/{self.topic}"


def read_address(url: str, option: str) -> KafkaAddress:
    """Return the address in a URL. option: such as "--to", for messages.

    Raises ConfigError if it is no kafka://host:port/topic.
    """
    rest = url.removeprefix(SCHEME)
    if "@" in rest:
        # The URL is not shown: it would be in the screen and in logs.
        raise ConfigError(
            f"{option} kafka://: a name and a password do not go into the URL; write sasl.username and sasl.password"
            " into a file for --kafka-config"
        )
    servers, _, topic = rest.partition("/")
    if not _TOPIC.fullmatch(topic) or topic in {".", ".."}:
        raise ConfigError(
            f"{option} {url}: give a topic of letters, digits, dots, - and _ after the broker,"
            " such as kafka://127.0.0.1:9092/adt"
        )
    return KafkaAddress(",".join(_server(server, url, option) for server in servers.split(",")), topic)


def _server(text: str, url: str, option: str) -> str:
    """Return host:port; the port is 9092 if the text has none."""
    found = _SERVER.fullmatch(text)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise ConfigError(
            f"{option} {url}: {text!r} is no broker; give host:port, such as kafka://127.0.0.1:9092/adt"
        )
    return f"{found['host']}:{port}"
