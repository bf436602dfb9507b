"""Folders for the embedded servers of tests: in memory where there is room, because tests create and drop many files.

A database is a folder of 300 files and more. On a disk, to create them takes 0.1 to 0.4 s of processor time; in memory,
it takes 0.02 s.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from healthgen_db.local_server.server import Server

# Linux keeps the files of this folder in memory. In containers, it often has only 64 MB.
MEMORY = Path("/dev/shm")
# Each worker of pytest-xdist has a server. The datasets of the tests need less than this, and so does its log.
ENOUGH = 2 * 1024**3


@contextlib.contextmanager
def server_folder(*, in_memory: bool = False) -> Iterator[Path]:
    """Give a folder for embedded servers, and destroy them afterwards.

    The account of root's servers can enter it, unlike tmp_path. in_memory: the tests of these servers need no disk.
    """
    parent = MEMORY if in_memory and _has_room() else None
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for marker in folder.glob("*/healthgen-server.txt"):
            Server(marker.parent).destroy()
        shutil.rmtree(folder)


def _has_room() -> bool:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= workers * ENOUGH
