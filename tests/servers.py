"""Servers for the database tests: one for the whole session, and an empty or migrated database for each test."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.cli.commands.load import OPERATIONS
from healthgen_db.config.errors import HealthgenError
from healthgen_db.loading.processes import warm_up
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect, server_version
from healthgen_db.schema import migrate as schema
from tests.installed_servers import installed_programs, major, program_major, run_server
from tests.server_folders import server_folder

SCHEMA = "healthcare"
POSTGRES_IMAGE = "postgres:18"
HERE = Path(__file__).parent

Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """Import the modules of a load once. Without this, each process of a load takes a second to import them."""
    stages = [*OPERATIONS, "healthgen_db.messy.messy_copy"]
    warm_up(["healthgen_db.api", "healthgen_db.loading.workers", *stages])


@pytest.fixture(scope="session")
def server_dsn(request: pytest.FixtureRequest, remark: Callable[[str], None]) -> Iterator[str]:
    """Give the server under test: HEALTHGEN_TEST_DSN, or a container if Docker runs, or the embedded server.

    The choice depends on the machine, so a line after the tests names it.
    """
    if given := os.environ.get("HEALTHGEN_TEST_DSN"):
        remark("database tests ran on the server of HEALTHGEN_TEST_DSN")
        yield given
        return
    with contextlib.ExitStack() as stack:
        try:
            dsn = stack.enter_context(_container())
            remark(f"database tests ran on a container of {POSTGRES_IMAGE}")
        except Exception as error:  # the errors of Docker's client and of testcontainers have no common base
            # Nobody asked for the container, so its failure is no failure of the tests.
            dsn = request.getfixturevalue("embedded_dsn")
            remark(f"database tests ran on the embedded server; no container of {POSTGRES_IMAGE}: {error}")
        yield dsn


@pytest.fixture(scope="session")
def embedded_dsn() -> Iterator[str]:
    """Start an embedded server for the session."""
    with _embedded_server() as dsn:
        yield dsn


@pytest.fixture(scope="session")
def other_server_dsn(server_dsn: str) -> Iterator[str]:
    """Give another server than that of the tests: of another major version if one is installed, else embedded."""
    with connect(server_dsn) as connection:
        version = major(server_version(connection))
    programs = [folder for folder in installed_programs() if program_major(folder / "initdb") != version]
    with run_server(programs[0]) if programs else _embedded_server() as dsn:
        yield dsn


@pytest.fixture(scope="session")
def databases(server_dsn: str) -> Iterator[Databases]:
    """Return a function that makes a database for a with block, and gives its DSN.

    The database is migrated, or empty, or a copy of the database with another DSN.
    """
    with _database(server_dsn, "template0") as template_dsn:
        schema.upgrade(template_dsn, SCHEMA)
        with connect(template_dsn) as connection:
            template = connection.info.dbname

        def make(*, empty: bool = False, copy_of: str | None = None) -> AbstractContextManager[str]:
            if copy_of is not None:
                return _database(server_dsn, str(conninfo_to_dict(copy_of)["dbname"]))
            return _database(server_dsn, "template0" if empty else template)

        yield make


@pytest.fixture
def dsn(databases: Databases) -> Iterator[str]:
    """Give a database with a migrated warehouse without rows, in schema healthcare."""
    with databases() as dsn:
        yield dsn


@pytest.fixture
def empty_dsn(databases: Databases) -> Iterator[str]:
    """Give an empty database."""
    with databases(empty=True) as dsn:
        yield dsn


@pytest.fixture
def conn(dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection to the migrated warehouse."""
    with contextlib.closing(connect(dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture
def reference_rows(conn: psycopg.Connection) -> psycopg.Connection:
    """Give the connection after it committed the few reference rows that one treated patient needs."""
    conn.execute((HERE / "reference_rows.sql").read_bytes())
    conn.commit()
    return conn


@pytest.fixture(scope="session")
def fact_rows_dsn(databases: Databases) -> Iterator[str]:
    """Give a warehouse with a few rows in every table. Tests share it, so they must not change it."""
    with databases() as dsn:
        with connect(dsn, schema=SCHEMA) as connection:
            connection.execute((HERE / "reference_rows.sql").read_bytes())
            connection.execute((HERE / "fact_rows.sql").read_bytes())
            connection.execute((HERE / "operations_rows.sql").read_bytes())
            connection.execute((HERE / "decision_rows.sql").read_bytes())
        yield dsn


@pytest.fixture
def fact_rows(fact_rows_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection to the warehouse with a few rows; the changes of the test are rolled back."""
    with contextlib.closing(connect(fact_rows_dsn, schema=SCHEMA)) as connection:
        yield connection


@contextlib.contextmanager
def _embedded_server() -> Iterator[str]:
    with server_folder(in_memory=True) as folder:
        server = Server(folder / "server")
        server.start()
        _leave_writing_to_the_system(server.dsn())
        yield server.dsn()


def _leave_writing_to_the_system(dsn: str) -> None:
    """Let a server of tests never wait for the disk. Its databases need not survive a power cut, and no test makes one.

    A database is dropped in 0.05 s instead of 0.5 to 0.9 s.
    """
    with contextlib.closing(connect(dsn, autocommit=True)) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


@contextlib.contextmanager
def _database(server_dsn: str, template: str) -> Iterator[str]:
    # Several test runs may share a server, so each database gets a random name.
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with contextlib.closing(connect(server_dsn, autocommit=True)) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' {}").format(
                sql.Identifier(name), sql.Identifier(template), _strategy(connection)
            )
        )
        try:
            yield make_conninfo(server_dsn, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _strategy(connection: psycopg.Connection) -> sql.SQL:
    """Return how to copy a template: as files if the server does not wait for the disk, else as it does by default.

    Copied as files, a warehouse takes 0.03 s of processor time instead of 0.2 s. But it takes two checkpoints, which
    may wait for the disk for seconds.
    """
    [waits] = connection.execute("SHOW fsync").fetchone() or ("on",)
    as_files = waits == "off" and connection.info.server_version >= 15_00_00
    return sql.SQL("STRATEGY FILE_COPY" if as_files else "")


def _require_docker() -> None:
    """Raise OSError unless Docker's engine answers soon. Its client library may wait for a minute."""
    docker = shutil.which("docker")
    if docker is None:
        raise OSError("Docker is not installed")
    try:
        subprocess.run([docker, "info"], capture_output=True, timeout=5, check=True)
    except subprocess.SubprocessError as error:
        raise OSError("Docker's engine does not answer") from error


@contextlib.contextmanager
def _container() -> Iterator[str]:
    _require_docker()
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415 - slow, and rarely needed

    password = secrets.token_hex(8)
    container = (
        DockerContainer(POSTGRES_IMAGE)
        .with_env("POSTGRES_PASSWORD", password)
        # The same as in docker-compose.yml. Without it, the image sorts text by English rules.
        .with_env("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8")
        .with_exposed_ports(5432)
        .with_command(["postgres", "-c", "fsync=off", "-c", "full_page_writes=off"])
        # Parallel queries share memory through /dev/shm, which has only 64 MB in a container by default.
        .with_kwargs(shm_size="1g")
    )
    # The client must stay open until the container is removed.
    with contextlib.closing(container.get_docker_client().client), container:
        dsn = make_conninfo(
            host=container.get_container_host_ip(),
            port=str(container.get_exposed_port(5432)),
            user="postgres",
            password=password,
            dbname="postgres",
        )
        _wait_until_it_answers(dsn, seconds=60)
        yield dsn


def _wait_until_it_answers(dsn: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            connect(dsn).close()
        except HealthgenError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
