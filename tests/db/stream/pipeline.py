"""A log on its way through a broker into silver and gold, while its processes and connections are killed.

The commands run in processes of their own, as a user runs them, and are started again whenever they end too early, as
systemd or Docker Compose would do it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Self

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from psycopg import sql

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema
from tests.brokers import HOST, broker, free_port
from tests.db.crash.processes import kill, kill_with_children, wait_until
from tests.db.crash.proxy import TcpProxy
from tests.db.stream.lake_comparison import silver_events

COMMAND = Path(sys.executable).with_name("healthgen")
SCHEMA = "healthcare"
SENDER, RECEIVER, CONNECTION, POSTGRES = TARGETS = ("sender", "receiver", "connection", "postgres")
LONG = 3600.0


class Process:
    """A command of healthgen in a process of its own."""

    def __init__(self, *arguments: object, home: Path) -> None:
        self.arguments = list(map(str, arguments))
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - close() closes it
        self.process = subprocess.Popen(
            [COMMAND, *self.arguments],
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            env=os.environ | {"HEALTHGEN_HOME": str(home)},
            # Ctrl-C in the terminal ends the test, which ends the process.
            start_new_session=True,
        )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        """Return what it has written to standard error."""
        self.errors.seek(0)
        return self.errors.read()

    def finish(self, seconds: float = 120.0) -> None:
        """Wait until it ends by itself, without an error."""
        code = self.process.wait(seconds)
        assert code == 0, (self.arguments, code, self.said())

    def close(self) -> None:
        """Kill it if it runs."""
        if self.running:
            kill(self.process.pid)
        self.process.wait()
        self.errors.close()


@dataclass
class Pipeline:
    """One server with a warehouse, one broker behind a proxy, one sender, and one receiver."""

    server: Server
    proxy: TcpProxy
    broker: int
    """Process id of the broker."""
    config: Path
    random: Random
    schema: str = SCHEMA
    topic: str = "disturbed"
    speed: object = "max"
    options: tuple[object, ...] = ()
    """Further options of the sender, such as --dirty 0.05."""
    kills: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    running: dict[str, Process] = field(default_factory=dict)
    stopped: bool = False
    """Whether the sender is not to be started again."""
    receivers: list[str] = field(default_factory=lambda: [RECEIVER])
    """Names of the receivers. A kill hits the first one."""

    def __enter__(self) -> Self:
        """Return the pipeline; at the end of the with block, no process of it is left."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the processes."""
        for process in self.running.values():
            process.close()

    @property
    def home(self) -> Path:
        return self.server.status().home

    def url(self, topic: str) -> str:
        """Return the URL of a topic, behind the proxy."""
        return f"kafka://{HOST}:{self.proxy.own_port}/{topic}"

    def stream(self, topic: str, *options: object) -> Process:
        """Start a sender."""
        to = ("--to", self.url(topic), "--kafka-config", self.config)
        return Process("stream", "--schema", self.schema, *to, *self.options, *options, home=self.home)

    def ingest(self, topic: str, lake: str, *options: object) -> Process:
        """Start a receiver into the schemas <lake>_bronze, <lake>_silver and <lake>_gold."""
        origin = ("--from", self.url(topic), "--kafka-config", self.config, "--group", f"{topic}-{lake}")
        return Process("ingest", "--schema", lake, *origin, *options, home=self.home)

    def run_undisturbed(self, topic: str, lake: str) -> None:
        """Send everything to a topic, then receive it."""
        with closing(self.stream(topic)) as process:
            process.finish(LONG)
        with closing(self.ingest(topic, lake, "--until-idle", 1)) as process:
            process.finish(LONG)

    def keep_running(self) -> None:
        """Start the sender and the receivers, or start them again if they ended too early."""
        for name in (SENDER, *self.receivers):
            process = self.running.get(name)
            if process is not None and process.running:
                continue
            if name == SENDER and (self.stopped or (process is not None and process.process.returncode == 0)):
                continue
            if process is not None:
                # Killed, or an error with exit code 3, after which the same command goes on.
                assert process.process.returncode in {-signal.SIGKILL, 3}, process.said()
                process.close()
                self.restarts[name] += 1
            self.running[name] = self._start_sender() if name == SENDER else self._start_receiver()

    def ends(self, topic: str | None = None) -> dict[int, int]:
        """Read a topic to its end; return the offset after the last message of each partition."""
        name = topic or self.topic
        consumer = Consumer({"bootstrap.servers": f"{HOST}:{self.proxy.own_port}", "group.id": "ends"})
        with closing(consumer):
            places = [TopicPartition(name, number, 0) for number in self.partitions(name)]
            consumer.assign(places)
            ends = {place.partition: 0 for place in places}
            while any(
                consumer.get_watermark_offsets(place, cached=True)[1] != ends[place.partition]
                for place in places
            ):
                for message in consumer.consume(10_000, 0.2):
                    assert message.error() is None
                    ends[message.partition() or 0] = (message.offset() or 0) + 1
        return ends

    def partitions(self, topic: str) -> list[int]:
        """Return the partitions of a topic; none if it is not there."""
        admin = AdminClient({"bootstrap.servers": f"{HOST}:{self.proxy.own_port}", "log_level": 0})
        # It may be asked while the proxy is away.
        topics = admin.list_topics(timeout=10).topics
        return sorted(topics[topic].partitions) if topic in topics else []

    def _start_sender(self) -> Process:
        return self.stream(self.topic, "--speed", self.speed)

    def _start_receiver(self) -> Process:
        # Without a topic there is nothing to receive from.
        wait_until(lambda: self.partitions(self.topic), f"topic {self.topic}")
        return self.ingest(self.topic, self.schema)

    def wait_until_it_flows(self) -> None:
        """Wait until silver has events."""
        deadline = time.monotonic() + 120
        while not silver_events(self.server, self.schema):
            assert time.monotonic() < deadline, {name: each.said() for name, each in self.running.items()}
            self.keep_running()
            time.sleep(0.1)

    def kill_at_random(self, target: str, *, most_seconds: float) -> bool:
        """Wait for a random time, kill the target, and start again what ended. Return whether there was a target."""
        until = time.monotonic() + self.random.random() * most_seconds
        while time.monotonic() < until:
            self.keep_running()
            time.sleep(0.02)
        if target in {SENDER, RECEIVER}:
            process = self.running[target]
            if not process.running:
                return False
            kill(process.process.pid)
            process.process.wait()
        elif target == CONNECTION:
            self.proxy.away = True
            self.proxy.cut()
            time.sleep(self.random.random())
            self.proxy.away = False
        else:
            kill_with_children(self.server.status().pid or 0)
            self.server.start()
        self.kills[target] += 1
        self.keep_running()
        return True

    def finish(self) -> None:
        """Send the rest as fast as possible, and receive it.

        Of several receivers, all but one are killed for good, so the last one must take over their partitions.
        """
        self.stopped = True
        self._stop(SENDER)
        self.keep_running()
        for name in self.receivers[:-1]:
            self.running.pop(name).close()
        [last] = self.receivers = self.receivers[-1:]
        with closing(self.stream(self.topic)) as rest:
            rest.finish(LONG)
        self._wait_until_stored(self.ends())
        self._stop(last)
        with closing(Process("ingest", "--schema", self.schema, home=self.home)) as waiting:
            waiting.finish(LONG)

    def _wait_until_stored(self, ends: dict[int, int]) -> None:
        """Wait until bronze has all messages of the topic; fail with what is missing."""
        statement = sql.SQL(
            "SELECT partition, count(*) FROM {} GROUP BY partition ORDER BY partition"
        ).format(sql.Identifier(side_schema(self.schema, "bronze"), "messages"))
        deadline = time.monotonic() + 120
        stored: dict[int, int] = {}
        while any(stored.get(partition, 0) < end for partition, end in ends.items()):
            said = {name: process.said() for name, process in self.running.items()}
            assert time.monotonic() < deadline, f"bronze has {stored} of {ends}; {self.restarts}; {said}"
            # A receiver may notice only now that Postgres was killed a while ago.
            self.keep_running()
            with connect(self.server.dsn(), autocommit=True) as connection:
                stored = dict(connection.execute(statement).fetchall())
            time.sleep(0.1)

    def _stop(self, name: str) -> None:
        """Stop a process as docker compose stop does. It may have ended by itself, or not have begun to listen."""
        with closing(self.running.pop(name)) as process:
            process.process.terminate()
            assert process.process.wait(120) in {0, 3, 130, -signal.SIGTERM}, process.said()


@contextmanager
def pipeline(server: Server, seed: int, config: Path, **options: Any) -> Iterator[Pipeline]:
    """Give a pipeline with a broker of its own."""
    port = free_port()
    with ExitStack() as stack:
        proxy = stack.enter_context(TcpProxy(HOST, port))
        own = stack.enter_context(broker(port=port, seen_at=proxy.own_port))
        yield stack.enter_context(Pipeline(server, proxy, own.process.pid, config, Random(seed), **options))
