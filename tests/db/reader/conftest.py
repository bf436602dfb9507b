"""Databases with readers: on a server of healthgen's own, and on somebody else's server of another version."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.reader.drop import drop_readers
from healthgen_db.reader.make_roles import Wanted
from healthgen_db.reader.readers import Readers, make_readers
from tests.new_database import new_database

SCHEMA = "healthcare"
# A small hospital with everything that a dataset can have.
EVERYTHING = {"single_hospital": True, "operations": True, "messy": 0.05, "mart": True}

RunLoad = Callable[..., LoadResult]
Role = Callable[..., str]
Session = Callable[..., psycopg.Connection]


@dataclass
class Place:
    """A database, and whether its server is healthgen's own."""

    dsn: str
    own: bool
    passwords: dict[str, str] = field(default_factory=dict)

    def reader_passwords(self) -> dict[str, str]:
        return dict(self.passwords)

    def save_reader_passwords(self, passwords: dict[str, str]) -> None:
        self.passwords = passwords

    def readers(self, count: int = 2) -> Readers:
        return make_readers(self.dsn, SCHEMA, Wanted(count=count, own_server=self.own), self)

    @property
    def version(self) -> int:
        with connect(self.dsn) as connection:
            return connection.info.server_version // 10_000


@contextmanager
def place(server_dsn: str, *, own: bool) -> Iterator[Place]:
    """Make a database, and drop it with its readers afterwards."""
    with new_database(server_dsn) as dsn:
        try:
            yield Place(dsn, own)
        finally:
            drop_readers(dsn, SCHEMA)


@pytest.fixture(scope="module", params=["own", "another"])
def warehouse(request: pytest.FixtureRequest, run_load: RunLoad) -> Iterator[Place]:
    """Give a database with a dataset and its messy copy, on both servers; on our own also with operations."""
    own = request.param == "own"
    server_dsn: str = request.getfixturevalue("embedded_dsn" if own else "other_server_dsn")
    with place(server_dsn, own=own) as found:
        run_load(found.dsn, **EVERYTHING if own else {"messy": 0.05})
        yield found


@pytest.fixture
def loaded(old_dsn: str) -> Iterator[Place]:
    """Give a database with a dataset of seed 1 on the server of the tests, which is somebody else's."""
    yield Place(old_dsn, own=False)
    drop_readers(old_dsn, SCHEMA)


@pytest.fixture
def there(dsn: str) -> Iterator[Place]:
    """Give a database with a warehouse without rows."""
    yield Place(dsn, own=False)
    drop_readers(dsn, SCHEMA)


@pytest.fixture
def session() -> Iterator[Session]:
    """Give a function that opens a session of a URL, without healthgen's settings, for the time of the test."""
    opened = []

    def open_session(url: str) -> psycopg.Connection:
        opened.append(psycopg.connect(url, autocommit=True))
        return opened[-1]

    yield open_session
    for each in opened:
        each.close()


@pytest.fixture
def new_role(server_dsn: str) -> Iterator[Role]:
    """Give a function that makes a login and returns its name; it is dropped after the test's database."""
    made: list[str] = []
    with closing(connect(server_dsn, autocommit=True)) as connection:

        def make(attributes: str = "") -> str:
            name = f"healthgen_test_{secrets.token_hex(6)}"
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' {attributes}")
            made.append(name)
            return name

        yield make
        for name in reversed(made):
            connection.execute(f"DROP ROLE {name}")
