"""Servers that tests may kill, starve and fill up: never the one that other tests share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthgen_db.local_server.server import Server


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Give a folder that the account of root's servers can reach, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """Start a server for the tests of a module."""
    server = Server(folder / "home")
    server.start()
    try:
        yield server
    finally:
        server.destroy()
