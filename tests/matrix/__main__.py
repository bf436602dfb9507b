"""Runs the matrix: the servers one after another, then the table. Exit code 1: a test failed or a digest differs."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect, server_version
from tests.installed_servers import run_server
from tests.matrix.binaries import RELEASES, programs
from tests.matrix.datasets import DATASETS, CommandFailedError, digests
from tests.matrix.suite import run_tests
from tests.matrix.table import Row, differences, table
from tests.server_folders import server_folder

EMBEDDED = "embedded"
SERVERS = [*map(str, RELEASES), EMBEDDED]


def main() -> int:
    """Run what the command line asks for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="tests/matrix/run", description=__doc__)
    parser.add_argument(
        "servers", nargs="*", metavar="VERSION", help=f"of {', '.join(SERVERS)}; default: all"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--tests", action="store_true", help="only the tests")
    what.add_argument("--fingerprints", action="store_true", help="only the fingerprints")
    parser.add_argument("--workers", type=int, default=2, help="processes of pytest")
    parser.add_argument("--logs", type=Path, help="folder for what pytest prints; default: a temporary one")
    parser.add_argument("--only", nargs="+", default=[], metavar="ARGUMENT", help="arguments of pytest")
    options = parser.parse_args()
    if unknown := sorted(set(options.servers) - set(SERVERS)):
        parser.error(f"no such version: {', '.join(unknown)}; there are {', '.join(SERVERS)}")
    # Without this, the server would go on after `kill`.
    signal.signal(signal.SIGTERM, _stop)
    logs = options.logs or Path(tempfile.mkdtemp(prefix="healthgen-matrix-logs-"))
    logs.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in options.servers or SERVERS:
        row = _run(name, options, logs.resolve())
        rows.append(row)
        # A run takes hours, so every row is shown as soon as it is there.
        print(table([row]), file=sys.stderr, flush=True)
    print(table(rows))
    found = differences(rows)
    print("\n".join(found) if found else "All servers agree.")
    return 1 if found else 0


def _stop(*_: object) -> None:
    """End the run, and let its servers stop undisturbed: uv hands on a signal that a terminal has sent already."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


def _run(name: str, options: argparse.Namespace, logs: Path) -> Row:
    """Run tests and fingerprints on one server."""
    began = perf_counter()
    row = Row(name)
    with _server(name) as dsn:
        with connect(dsn) as connection:
            row.version = server_version(connection)
        if not options.tests:
            for dataset in DATASETS:
                try:
                    row.digests[dataset] = digests(dsn, dataset)
                except CommandFailedError as error:
                    row.errors.append(f"{dataset}: {error}")
        if not options.fingerprints:
            log = logs / f"{name}.log"
            row.outcome = run_tests(dsn, log=log, workers=options.workers, chosen=options.only)
    row.seconds = perf_counter() - began
    return row


@contextmanager
def _server(name: str) -> Iterator[str]:
    """Run a server of a major version, or the embedded one, and yield its DSN."""
    if name == EMBEDDED:
        with server_folder(in_memory=True) as folder:
            server = Server(folder / "server")
            server.start()
            yield server.dsn()
    else:
        # A server of today sorts text by a locale with UTF-8, not by C.
        with run_server(programs(int(name)), locale="C.UTF-8") as dsn:
            yield dsn


if __name__ == "__main__":
    sys.exit(main())
