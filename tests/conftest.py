"""What concerns a run of tests as a whole, in one process or in several workers of pytest-xdist."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from socket import create_server
from typing import Any

import pytest

from healthgen_db.config.errors import HealthgenError
from healthgen_db.local_server.process import FIRST_PORT, HOST
from healthgen_db.postgres.connection import connect

pytest_plugins = ["servers"]

REMARKS = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin without remarks."""
    config.stash[REMARKS] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop before all tests if they are to run on a server out of reach, and keep workers out of each other's way."""
    if hasattr(session.config, "workerinput"):
        return
    if given := os.environ.get("HEALTHGEN_TEST_DSN"):
        try:
            connect(given).close()
        except HealthgenError as error:
            # Falling back to another server would pass tests on a server that nobody asked for.
            pytest.exit(f"HEALTHGEN_TEST_DSN: {error}", returncode=3)
    if session.config.getoption("numprocesses", None):
        # The first embedded server without a port takes this one, even while the one that it belongs to restarts.
        with suppress(OSError):
            session.config.add_cleanup(create_server((HOST, FIRST_PORT)).close)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it when the others have ended."""
    items.sort(key=lambda item: "crash" not in item.path.parts)


@pytest.fixture(scope="session")
def remark(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Give a function that keeps a line to be printed after the tests."""
    return pytestconfig.stash[REMARKS].append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's remarks over to the process that prints."""
    output: dict[str, Any] = getattr(session.config, "workeroutput", {})
    output["remarks"] = session.config.stash[REMARKS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the remarks of a worker that has ended; one that crashed has left none."""
    config: pytest.Config = node.config
    config.stash[REMARKS].extend(getattr(node, "workeroutput", {}).get("remarks", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print every remark, once."""
    remarks = config.stash[REMARKS]
    for line in dict.fromkeys(remarks):
        terminalreporter.write_line(line)
