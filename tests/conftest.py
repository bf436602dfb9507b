"""Hooks for a whole test run, in one process or in several workers of pytest-xdist."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from socket import create_server
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from healthgen_db.config.errors import HealthgenError
from healthgen_db.local_server.process import FIRST_PORT, HOST
from healthgen_db.postgres.connection import connect

pytest_plugins = ["servers", "brokers"]

# Their files share a dataset that takes long to load.
SHARED_FOLDERS = {
    "tests/db/mart",
    "tests/db/models",
    "tests/db/report",
    "tests/db/spark",
    "tests/db/stream/truth",
    "tests/unit/generate",
}
REMARKS = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start with an empty list of remarks."""
    config.stash[REMARKS] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop at once if the server of HEALTHGEN_TEST_DSN does not answer; reserve the first port of embedded servers."""
    if hasattr(session.config, "workerinput"):
        return
    if given := os.environ.get("HEALTHGEN_TEST_DSN"):
        try:
            connect(given).close()
        except HealthgenError as error:
            # Another server in its place would hide the mistake.
            pytest.exit(f"HEALTHGEN_TEST_DSN: {error}", returncode=3)
    if session.config.getoption("numprocesses", None):
        # Else a new server of one worker could take this port while the server of another worker restarts.
        with suppress(OSError):
            session.config.add_cleanup(create_server((HOST, FIRST_PORT)).close)


class FileScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives all tests of a file to one worker, and all files of some folders to one."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what a test shares with others: its file, or its folder."""
        file: str = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder in SHARED_FOLDERS else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileScheduling | None:
    """Replace the scheduler of --dist loadfile."""
    return FileScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest tests first, so that they do not run alone at the end."""
    items.sort(key=lambda item: "crash" not in item.path.parts)


@pytest.fixture(scope="session")
def remark(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return a function that saves a line, which is printed after the tests."""
    return pytestconfig.stash[REMARKS].append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the remarks of a worker to the process that prints them."""
    output: dict[str, Any] = getattr(session.config, "workeroutput", {})
    output["remarks"] = session.config.stash[REMARKS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Receive the remarks of a worker; a crashed worker has sent none."""
    config: pytest.Config = node.config
    config.stash[REMARKS].extend(getattr(node, "workeroutput", {}).get("remarks", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print every remark once."""
    remarks = config.stash[REMARKS]
    for line in dict.fromkeys(remarks):
        terminalreporter.write_line(line)
