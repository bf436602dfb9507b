"""The disk fills up during a load: one clear error, the old dataset stays complete, and a new load resumes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from tests.posix import skip_on_windows

from .loadprocess import LoadProcess
from .processes import kill
from .published import SCHEMA, published

skip_on_windows()

MIB = 1024**2
OPTIONS = ("--patients", 4000, "--today", "2026-06-30", "--workers", 1, "--block-size", 400, "--no-validate")
# With few rows on each page, the visits take 30 MiB: more than the free space, and more than a file may take.
SPARSE = "ALTER TABLE visits SET (fillfactor = 10)"
SPACE_LEFT = 24 * MIB
# Postgres writes its log in files of 16 MiB, which must stay possible.
LARGEST_FILE = 16 * MIB + 8192
START = (
    "import pathlib, resource, sys; from healthgen_db.local_server.server import Server;"
    " resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY));"
    " Server(pathlib.Path(sys.argv[1])).start()"
)

# If the log finds no space, the server stops.
WHAT_TO_DO = re.compile(
    "disk is full, or a quota used up; free some space there|the same command again|start it"
)

Action = Callable[[], object]
Disk = AbstractContextManager[tuple[Action, Action]]


@contextmanager
def quota(directory: Path) -> Iterator[tuple[Action, Action]]:
    """Limit the size of every file of the server, which does not need root."""
    subprocess.run([sys.executable, "-c", START, str(directory), str(LARGEST_FILE)], check=True)
    yield lambda: None, Server(directory).stop


@contextmanager
def tmpfs(directory: Path) -> Iterator[tuple[Action, Action]]:
    """Put the server directory on a file system of its own, and take away the free space."""
    disk = directory.parent
    mount("-t", "tmpfs", "-o", "mode=755,size=1g", "tmpfs", disk)

    def shrink() -> None:
        usage = shutil.disk_usage(disk)
        mount("-o", f"remount,size={usage.total - usage.free + SPACE_LEFT}", disk)

    try:
        yield shrink, lambda: mount("-o", "remount,size=1g", disk)
    finally:
        subprocess.run(["umount", disk], check=True)


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True)


def may_mount() -> bool:
    """Return whether we may mount a tmpfs: root may, but often not in a container."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
        except subprocess.CalledProcessError:
            return False
        subprocess.run(["umount", folder], check=True)
    return True


@pytest.mark.parametrize("disk", [quota, tmpfs] if may_mount() else [quota])
def test_a_load_resumes_after_the_disk_was_full(
    folder: Path, disk: Callable[[Path], Disk], schemas: Callable[[str], list[str]]
) -> None:
    directory = folder / disk.__name__ / "server"
    directory.parent.mkdir(mode=0o755)
    server = Server(directory)

    def load() -> LoadProcess:
        return LoadProcess(*OPTIONS, HEALTHGEN_HOME=str(directory))

    with disk(directory) as (fill, free):
        try:
            with load() as undisturbed:
                expected = undisturbed.values()["fingerprint"]
            old = published(server.dsn())
            with load() as killed:
                killed.wait_for_phase("copy")
                kill(killed.process.pid)
                killed.wait_for_end()
            with connect(server.dsn(), schema=f"{SCHEMA}__loading") as connection:
                connection.execute(SPARSE)
            fill()
            with load() as stopped:
                error = stopped.error_message()
            assert WHAT_TO_DO.search(error), error
            free()
            server.start()
            assert published(server.dsn()) == old
            with load() as resumed:
                values = resumed.values()
            assert values["resumed"]
            assert (values["dataset_id"], values["fingerprint"]) == (2, expected)
            assert published(server.dsn()) == old
            assert schemas(server.dsn()) == [SCHEMA]
        finally:
            server.destroy()
