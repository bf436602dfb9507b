"""A disk that fills up in the middle of a load: a clear line, the old dataset whole, and the load goes on."""

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

from .loadprocess import LoadProcess
from .processes import kill
from .whole import SCHEMA, published, schemas

MIB = 1024**2
OPTIONS = ("--patients", 4000, "--today", "2026-06-30", "--workers", 1, "--block-size", 400, "--no-validate")
# With so little on each page, the visits take 30 MiB: more than there is space, and than a file may have.
SPARSE = "ALTER TABLE visits SET (fillfactor = 10)"
SPACE_LEFT = 24 * MIB
# Postgres makes files of 16 MiB for its log, which are not what is to run out here.
LARGEST_FILE = 16 * MIB + 8192
START = (
    "import pathlib, resource, sys; from healthgen_db.local_server.server import Server;"
    " resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY));"
    " Server(pathlib.Path(sys.argv[1])).start()"
)

# If the log is what finds no space, the server goes down.
WHAT_TO_DO = re.compile(
    "disk is full, or a quota used up; free some space there|the same command again|start it"
)

Action = Callable[[], object]
Disk = AbstractContextManager[tuple[Action, Action]]


@contextmanager
def quota(home: Path) -> Iterator[tuple[Action, Action]]:
    """Let no file of the server grow beyond a size, which needs no rights to arrange."""
    subprocess.run([sys.executable, "-c", START, str(home), str(LARGEST_FILE)], check=True)
    yield lambda: None, Server(home).stop


@contextmanager
def tmpfs(home: Path) -> Iterator[tuple[Action, Action]]:
    """Keep the server's folder on a file system of its own, which loses its free space."""
    disk = home.parent
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
    """Tell whether we are allowed to mount a tmpfs: root is, unless it is root of a container."""
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
def test_a_disk_that_fills_up(folder: Path, disk: Callable[[Path], Disk]) -> None:
    home = folder / disk.__name__ / "home"
    home.parent.mkdir(mode=0o755)
    server = Server(home)

    def load() -> LoadProcess:
        return LoadProcess(*OPTIONS, HEALTHGEN_HOME=str(home))

    with disk(home) as (fill, free):
        try:
            with load() as undisturbed:
                expected = undisturbed.values()["fingerprint"]
            old = published(server.dsn())
            with load() as killed:
                killed.reach("copy")
                kill(killed.process.pid)
                killed.end()
            with connect(server.dsn(), schema=f"{SCHEMA}__loading") as connection:
                connection.execute(SPARSE)
            fill()
            with load() as stopped:
                complaint = stopped.complaint()
            assert WHAT_TO_DO.search(complaint), complaint
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
