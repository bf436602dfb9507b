"""Messages a second from the log into the broker, into bronze, and through to gold; memory and lag on the way.

    uv run --all-extras --dev python -m tests.benchmarks.stream.throughput
    uv run --all-extras --dev python -m tests.benchmarks.stream.throughput --load "--preset hospital" --every 10

It loads a hospital into an embedded server of its own. First the sender runs alone, then the receiver, then both into a
second lake. The processes are sender, receiver, broker and server; memory is theirs alone (PSS: shared pages count by
shares), in MB. The last lines compare the memory of the first and the last third of the time.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from psycopg import sql

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.catalog import table_exists
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema
from tests.benchmarks.stream.kills import SMALL, run_command
from tests.db.crash.processes import children
from tests.db.stream.pipeline import Pipeline, Process, pipeline
from tests.server_folders import server_folder

ALONE, TOGETHER = "alone", "together"


@dataclass(frozen=True)
class Sample:
    """The state of a lake and the memory of processes at one moment."""

    seconds: float
    stored: int
    """Messages in bronze."""
    refined: int
    """Messages that silver has read."""
    memory: Mapping[str, float]
    """MB of each process."""


@dataclass
class Watch:
    """Looks at a lake and at processes, again and again, until they end."""

    server: Server
    lake: str
    broker: int
    every: float
    began: float = field(default_factory=time.monotonic)
    samples: list[Sample] = field(default_factory=list)

    def until_end(self, **processes: Process) -> float:
        """Print a line every so often until all processes have ended well; return the seconds that took."""
        shown = -self.every
        while any(process.running for process in processes.values()):
            sample = self._sample(processes)
            self.samples.append(sample)
            if sample.seconds - shown >= self.every:
                shown = sample.seconds
                memory = ", ".join(f"{name} {size:,.0f} MB" for name, size in sample.memory.items())
                print(
                    f"{sample.seconds:7.1f} s  bronze {sample.stored:10,}  silver {sample.refined:10,}  {memory}",
                    flush=True,
                )
            time.sleep(min(0.25, self.every))
        for process in processes.values():
            process.finish()
        return time.monotonic() - self.began

    def into_bronze(self) -> float:
        """Return the messages a second of all batches but the first, for which the receiver first had to start."""
        statement = sql.SQL("SELECT received_at, messages FROM {} ORDER BY received_at").format(
            sql.Identifier(side_schema(self.lake, "bronze"), "batches")
        )
        with connect(self.server.dsn(), autocommit=True) as connection:
            rows = connection.execute(statement).fetchall()
        seconds = (rows[-1][0] - rows[0][0]).total_seconds()
        return sum(messages for _, messages in rows[1:]) / seconds if seconds else float("nan")

    def show_memory(self) -> None:
        """Print the memory of each process in the first and in the last third of the time."""
        third = max(1, len(self.samples) // 3)
        for name in {name: None for sample in self.samples for name in sample.memory}:
            sizes = [sample.memory.get(name, 0.0) for sample in self.samples]
            first, last = mean(sizes[:third]), mean(sizes[-third:])
            thirds = f"first third {first:6,.0f} MB, last third {last:6,.0f} MB"
            print(f"  memory of {name:9} {thirds}, most {max(sizes):6,.0f} MB")

    def _sample(self, processes: Mapping[str, Process]) -> Sample:
        stored, refined = self._counts()
        server = self.server.status().pid or 0
        memory = {name: megabytes(process.process.pid) for name, process in processes.items()}
        memory |= {
            "broker": megabytes(self.broker),
            "postgres": sum(map(megabytes, [server, *children(server)])),
        }
        return Sample(time.monotonic() - self.began, stored, refined, memory)

    def _counts(self) -> tuple[int, int]:
        bronze = side_schema(self.lake, "bronze")
        statement = sql.SQL(
            "SELECT coalesce(sum(messages), 0), coalesce(sum(messages) FILTER (WHERE refined_at IS NOT NULL), 0)"
            " FROM {}"
        ).format(sql.Identifier(bronze, "batches"))
        with connect(self.server.dsn(), autocommit=True) as connection:
            if not table_exists(connection, bronze, "batches"):
                return 0, 0
            [row] = connection.execute(statement).fetchall()
        return int(row[0]), int(row[1])


def megabytes(pid: int) -> float:
    """Return the memory of a process in MB; 0 if it has ended, or if the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def measure_alone(run: Pipeline, every: float) -> None:
    """Run the sender, then the receiver, and print their speed."""
    with closing(run.stream(ALONE)) as sender:
        watch = Watch(run.server, ALONE, run.broker, every)
        seconds = watch.until_end(sender=sender)
    messages = sum(run.ends(ALONE).values())
    print(
        f"sender alone: {messages:,} messages in {seconds:.1f} s with start, {messages / seconds:,.0f} a second"
    )
    watch.show_memory()
    with closing(run.ingest(ALONE, ALONE, "--until-idle", 1)) as receiver:
        watch = Watch(run.server, ALONE, run.broker, every)
        seconds = watch.until_end(receiver=receiver)
    print(f"receiver alone, into bronze while silver follows: {watch.into_bronze():,.0f} a second")
    print(
        f"receiver alone, through to gold: {seconds:.1f} s with start and end, {messages / seconds:,.0f} a second"
    )
    watch.show_memory()


def measure_together(run: Pipeline, every: float) -> None:
    """Run the sender and the receiver at the same time, and print their speed."""
    with closing(run.stream(TOGETHER)) as sender:
        # The receiver needs the topic.
        while not run.partitions(TOGETHER):
            time.sleep(0.1)
        with closing(run.ingest(TOGETHER, TOGETHER, "--until-idle", 5)) as receiver:
            watch = Watch(run.server, TOGETHER, run.broker, every)
            seconds = watch.until_end(sender=sender, receiver=receiver)
    messages = watch.samples[-1].stored
    print(
        f"both, through to gold: {messages:,} messages in {seconds:.1f} s, {messages / seconds:,.0f} a second"
    )
    watch.show_memory()


def main() -> int:
    """Load, measure, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--load", default=SMALL, help="options of healthgen load")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two lines")
    arguments = parser.parse_args()
    with server_folder() as folder:
        server = Server(folder / "server")
        server.start()
        if run_command(server, "load", "--quiet", "--no-validate", *arguments.load.split()):
            return 1
        config = folder / "quick.properties"
        config.write_text("session.timeout.ms=6000\n")
        with pipeline(server, 0, config) as run:
            measure_alone(run, arguments.every)
            measure_together(run, arguments.every)
    return 0


if __name__ == "__main__":
    sys.exit(main())
