"""Times what the mart adds to a load, and each question of the dashboards; prints two tables.

    uv run python -m tests.benchmarks.mart --patients 1000000

The benchmark starts a server of its own in a new HEALTHGEN_HOME, with the settings that every user gets. It loads the
same dataset without and with --mart. Then a reader (`healthgen db url --reader`), who may only read, asks each question
of sql/mart/questions: once to warm up, then three times, of which the best counts.

--keep HOME uses that HEALTHGEN_HOME and the dataset that is in it, and loads nothing. CPU seconds are those of the
server: other work on the machine changes them less. The load average beside each figure says how much there was.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

import psycopg

from healthgen_db.config.resources import resource
from healthgen_db.local_server.process import find_postmaster
from healthgen_db.local_server.server import Server
from tests.benchmarks.load import Run, healthgen

TODAY = "2026-11-22"
SCHEMA = "healthcare"
TIMES = 3
# A process that ended counts only when the server has noticed.
SETTLE_SECONDS = 0.1
# Fields of /proc/PID/stat after the name: the parent; the process's own clock ticks, and those of its ended children.
PARENT, OWN, WITH_CHILDREN = 1, slice(11, 13), slice(11, 15)


class Figure(NamedTuple):
    """How long something took."""

    seconds: float
    cpu_seconds: float
    """Of all processes of the server."""
    load_average: float


class Stopwatch:
    """Measures from its beginning to its end."""

    def __init__(self) -> None:
        self.postmaster = find_postmaster(Server().status().data)
        self.cpu, self.begin = self.cpu_seconds(), perf_counter()

    def end(self) -> Figure:
        """Return what passed."""
        seconds = perf_counter() - self.begin
        sleep(SETTLE_SECONDS)
        return Figure(seconds, self.cpu_seconds() - self.cpu, os.getloadavg()[0])

    def cpu_seconds(self) -> float:
        """Return the CPU seconds of the server, its running and its ended processes."""
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            if int(folder.name) == self.postmaster:
                ticks += sum(map(int, fields[WITH_CHILDREN]))
            elif int(fields[PARENT]) == self.postmaster:
                ticks += sum(map(int, fields[OWN]))
        return ticks / os.sysconf("SC_CLK_TCK")


def load(patients: int, *more: str) -> tuple[Run, Figure]:
    """Load the dataset."""
    watch = Stopwatch()
    run = healthgen(
        "load", "--patients", str(patients), "--today", TODAY, "--no-validate", "--schema", SCHEMA, "--json", *more
    )  # fmt: skip
    return run, watch.end()


def measure_loads(patients: int, more: list[str]) -> None:
    """Load without the mart and with it, and print how they differ."""
    plain, plain_figure = load(patients, *more)
    mart, mart_figure = load(patients, "--mart", *more)
    print(f"| load of {patients:,} patients | without mart | with mart | added |")
    print("| --- | --- | --- | --- |")
    _row("seconds, from outside", plain_figure.seconds, mart_figure.seconds)
    before, after = plain.report["seconds"], mart.report["seconds"]
    for phase in after:
        _row(phase, before.get(phase, 0), after[phase])
    _row("CPU s of the server", plain_figure.cpu_seconds, mart_figure.cpu_seconds)
    print(
        f"| load average at the end | {plain_figure.load_average:.1f} | {mart_figure.load_average:.1f} | |\n"
    )


def _row(name: str, before: float, after: float) -> None:
    percent = f" ({100 * (after / before - 1):+.0f} %)" if before else ""
    print(f"| {name} | {before:.1f} | {after:.1f} | {after - before:+.1f}{percent} |")


def measure_questions() -> None:
    """Ask the questions as a reader, and print how long each takes."""
    url = healthgen_prints("db", "url", "--reader", "--schema", SCHEMA)
    print("| question | rows | seconds | CPU s | load average |")
    print("| --- | --- | --- | --- | --- |")
    best: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('search_path', %s, FALSE)", [f"{SCHEMA}_mart, {SCHEMA}"])
        for path in sorted(resource("sql", "mart", "questions").glob("*.sql")):
            query = path.read_bytes()
            try:
                rows = connection.execute(query).rowcount
            except psycopg.errors.UndefinedTable:
                print(f"| {path.stem} | | needs --operations | | |")
                continue
            figures = [asked(connection, query) for _ in range(TIMES)]
            figure = min(figures)
            best.append(figure.seconds)
            print(
                f"| {path.stem} | {rows:,} | " + " | ".join(f"{each:.2f}" for each in figure) + " |",
                flush=True,
            )
    print(
        f"\n{sum(each <= 1 for each in best)} of {len(best)} within 1 s, the slowest takes {max(best):.2f} s."
    )


def asked(connection: psycopg.Connection, query: bytes) -> Figure:
    """Ask a question, and fetch its rows."""
    watch = Stopwatch()
    connection.execute(query).fetchall()
    return watch.end()


def healthgen_prints(*arguments: str) -> str:
    """Return the first line that a healthgen command prints."""
    return str(healthgen(*arguments).printed.splitlines()[0])


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--operations", action="store_true", help="with hospitals at work")
    parser.add_argument("--keep", type=Path, help="a HEALTHGEN_HOME that has the dataset")
    options = parser.parse_args()
    os.environ.pop("HEALTHGEN_DSN", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if options.keep:
        os.environ["HEALTHGEN_HOME"] = str(options.keep)
        measure_questions()
        return
    with tempfile.TemporaryDirectory(prefix="healthgen-benchmark-") as name:
        Path(name).chmod(0o755)  # the server of root runs as another user
        os.environ["HEALTHGEN_HOME"] = str(Path(name) / "home")
        try:
            healthgen("load", "--patients", "1000", "--schema", "first")  # the server is made and runs
            measure_loads(options.patients, ["--operations"] if options.operations else [])
            measure_questions()
        finally:
            Server().destroy()


if __name__ == "__main__":
    main()
