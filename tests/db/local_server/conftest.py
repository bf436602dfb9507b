"""Embedded servers: one that the tests of a module share, and one that does not exist yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from healthgen_db.local_server.server import Server
from tests.server_folders import server_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder for server directories."""
    with server_folder() as folder:
        yield folder


@pytest.fixture
def new_server(folder: Path) -> Server:
    """Give a server that does not exist yet."""
    return Server(folder / "server")


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    """Give a server that the tests of a module share. After each test, it must be able to start."""
    with server_folder() as folder:
        yield Server(folder / "server")


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
