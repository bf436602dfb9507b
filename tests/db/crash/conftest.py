"""Servers that tests may kill, cut off and fill up. No other tests use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from healthgen_db.local_server.server import Server
from tests.server_folders import server_folder


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Give a folder for server directories."""
    with server_folder(in_memory=True) as folder:
        yield folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Server:
    """Start a server for the tests of a module."""
    server = Server(folder / "server")
    server.start()
    return server
