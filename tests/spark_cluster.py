"""A standalone cluster of Spark on this machine, from the classes of the PySpark wheel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

from tests.db.crash.processes import children

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
HOST = "127.0.0.1"
PATIENCE_SECONDS = 120


class Cluster:
    """A master and its workers, each in a process of its own. A worker starts an executor for each driver."""

    def __init__(self, folder: Path, url: str, workers: list[subprocess.Popen[bytes]]) -> None:
        self.folder = folder
        self.url = url
        self.workers = workers

    def executors(self) -> list[int]:
        """Return the processes of the executors, by worker."""
        return [child for worker in self.workers for child in children(worker.pid)]

    def python_workers(self) -> list[int]:
        """Return the Python processes of all executors: a daemon, and what it has forked."""
        daemons = [child for executor in self.executors() for child in children(executor)]
        return [child for daemon in daemons for child in children(daemon)]


@contextmanager
def cluster(folder: Path, *, workers: int = 2, cores: int = 1) -> Iterator[Cluster]:
    """Start a master and workers with so many cores each, and end them after the block."""
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    url = f"spark://{HOST}:{port}"
    with ExitStack() as stack:
        _start(stack, folder, "master.Master", ["--port", str(port), "--webui-port", "0"])
        _wait_for_port(port)
        started = []
        for number in range(workers):
            options = ["--cores", str(cores), "--memory", "1g", "--webui-port", "0"]
            options += ["--work-dir", str(folder / f"worker{number}"), url]
            started.append(_start(stack, folder, "worker.Worker", options))
        yield Cluster(folder, url, started)


def _start(stack: ExitStack, folder: Path, name: str, options: list[str]) -> subprocess.Popen[bytes]:
    log = stack.enter_context((folder / f"{name}.log").open("ab"))
    own = {"SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable}
    process = subprocess.Popen(
        [SPARK_CLASS, f"org.apache.spark.deploy.{name}", "--host", HOST, *options],
        env=os.environ | own,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
