"""Kills sender, receiver, broker connection and Postgres at random moments; then compares with a run without kills.

    uv run --all-extras --dev python -m tests.benchmarks.stream.kills --kills 30 --begin 2026-01-05
    ... --kills 30 --begin 2024-01-05 --load "--preset hospital"

It loads a hospital into an embedded server of its own, and sends its log through a broker of its own, which keeps its
messages in memory. Whatever ends too early is started again, as Docker Compose does it. The exit code is 1 if a message
is lost or doubled, if silver or gold differ from those of the run without kills, or if `healthgen reconcile` finds a
difference that nothing explains.

With --receivers 2, the broker of the tests (Tansu 0.6.0) sometimes makes a killed receiver the leader of the group, and
keeps it: the other one waits for its partitions, and the run fails after two minutes with what is missing in bronze.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

from healthgen_db.local_server.server import Server
from tests.db.stream.lake_comparison import check_bronze, differences, silver_events
from tests.db.stream.pipeline import (
    COMMAND,
    LONG,
    RECEIVER,
    SCHEMA,
    TARGETS,
    Pipeline,
    pipeline,
)
from tests.server_folders import server_folder

SMALL = (
    "--patients 1500 --today 2026-06-30 --start 2026-01-01 --operations --single-hospital --conditions full"
    " --hospital-state WI"
)
CALM = "calm"


def run_command(server: Server, *arguments: str) -> int:
    """Run a command of healthgen on the server, show its output, and return its exit code."""
    environment = os.environ | {"HEALTHGEN_HOME": str(server.status().home)}
    return subprocess.run([COMMAND, *arguments], env=environment, check=False).returncode


def kill_again_and_again(run: Pipeline, kills: int, begin: str | None) -> None:
    """Kill the targets in a random order, each as often as the others; first send everything before `begin`."""
    if begin is not None:
        with closing(run.stream(run.topic, "--until", begin)) as process:
            process.finish(LONG)
    run.wait_until_it_flows()
    targets = [TARGETS[number % len(TARGETS)] for number in range(kills)]
    run.random.shuffle(targets)
    began = time.monotonic()
    for number, target in enumerate(targets, 1):
        hit = run.kill_at_random(target, most_seconds=6.0)
        what = "killed" if hit else "had ended before"
        events = len(silver_events(run.server, SCHEMA))
        seconds = time.monotonic() - began
        print(f"{number:3} {seconds:6.0f} s  {target:10} {what:16} {events:9,} events in silver", flush=True)
    run.finish()


def main() -> int:
    """Load, kill, compare, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument(
        "--seed", type=int, default=Random().randrange(1000), help="of the moments of the kills"
    )
    parser.add_argument("--load", default=SMALL, help="options of healthgen load")
    parser.add_argument("--speed", default="60000", help="of the sender, while kills go on")
    parser.add_argument(
        "--begin",
        default=None,
        help="date of the dataset from which on kills come; before the first day, a log is thin",
    )
    parser.add_argument("--receivers", type=int, default=1, help="which share the partitions")
    parser.add_argument("--dirty", default=None, help="share of events with a fault")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    with server_folder() as folder:
        server = Server(folder / "server")
        server.start()
        if run_command(server, "load", "--quiet", "--no-validate", *arguments.load.split()):
            return 1
        config = folder / "quick.properties"
        config.write_text("session.timeout.ms=6000\nheartbeat.interval.ms=1000\n")
        return compare(server, config, arguments)


def compare(server: Server, config: Path, arguments: argparse.Namespace) -> int:
    """Run without kills, run with kills, and return 1 if they differ."""
    options = () if arguments.dirty is None else ("--dirty", arguments.dirty)
    receivers = [RECEIVER, *(f"receiver {number}" for number in range(2, arguments.receivers + 1))]
    with pipeline(
        server, arguments.seed, config, speed=arguments.speed, options=options, receivers=receivers
    ) as run:
        run.run_undisturbed(CALM, CALM)
        calm = check_bronze(server, CALM, run.ends(CALM))
        kill_again_and_again(run, arguments.kills, arguments.begin)
        messages = check_bronze(server, SCHEMA, run.ends())
        print(f"kills: {dict(run.kills)}; started again: {dict(run.restarts)}")
        differs = run_command(server, "reconcile", "--to", run.url(run.topic))
        print(f"messages: {messages:,}, of which {messages - calm:,} were sent again; without kills {calm:,}")
    different = differences(server, SCHEMA, CALM)
    print(f"rows of silver and gold that differ from the run without kills: {different or 'none'}")
    return int(bool(different or differs))


if __name__ == "__main__":
    sys.exit(main())
