"""Homes for embedded servers: a server that the tests of a module share, and one that is still to be made."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthgen_db.local_server.server import Server


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder for homes: root's tmp_path is closed to the account that runs the server."""
    with _folder() as folder:
        yield folder


@pytest.fixture
def new_server(folder: Path) -> Server:
    """Give a server that does not exist yet."""
    return Server(folder / "home")


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    """Give a server, which every test of the module leaves able to start."""
    with _folder() as folder:
        yield Server(folder / "home")


@pytest.fixture
def running(shared_server: Server) -> Server:
    """Give the shared server, running."""
    shared_server.start()
    return shared_server


@pytest.fixture
def stopped(running: Server) -> Server:
    """Give the shared server, stopped."""
    running.stop()
    return running


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for marker in folder.glob("*/healthgen-server.txt"):
            Server(marker.parent).destroy()
        shutil.rmtree(folder)
