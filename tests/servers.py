"""Real servers for the database tests: one for the session, an empty or migrated database for each test."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.config.errors import HealthgenError
from healthgen_db.loading.processes import warm_up
from healthgen_db.postgres.connection import connect, server_version
from healthgen_db.schema import migrate as schema

SCHEMA = "healthcare"
POSTGRES_IMAGE = "postgres:18"
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
HERE = Path(__file__).parent

Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """Import once what every load's processes need, as the command line does: else each takes a second for it."""
    warm_up()


@pytest.fixture(scope="session")
def server_dsn(request: pytest.FixtureRequest, remark: Callable[[str], None]) -> Iterator[str]:
    """Give the server under test: HEALTHGEN_TEST_DSN, else a container where Docker can run it, else ours.

    Tells which it was, as the choice depends on the machine.
    """
    if given := os.environ.get("HEALTHGEN_TEST_DSN"):
        remark("database tests ran on the server of HEALTHGEN_TEST_DSN")
        yield given
        return
    with contextlib.ExitStack() as stack:
        try:
            dsn = stack.enter_context(_container())
            remark(f"database tests ran on a container of {POSTGRES_IMAGE}")
        except Exception as error:  # Docker's client, its HTTP libraries and testcontainers share no base
            # Nobody asked for the container, and an image that cannot be pulled says nothing about our code.
            dsn = request.getfixturevalue("embedded_dsn")
            remark(f"database tests ran on the embedded server; no container of {POSTGRES_IMAGE}: {error}")
        yield dsn


@pytest.fixture(scope="session")
def embedded_dsn() -> Iterator[str]:
    """Start an embedded server of the session's own."""
    from healthgen_db.local_server.server import Server  # noqa: PLC0415 - not every run needs it

    with _folder() as folder:
        server = Server(folder / "home")
        server.start()
        try:
            yield server.dsn()
        finally:
            server.destroy()


@pytest.fixture(scope="session")
def other_server_dsn(request: pytest.FixtureRequest, server_dsn: str) -> Iterator[str]:
    """Give a server of another major version, where one is installed; else the embedded one once more."""
    with connect(server_dsn) as connection:
        major = _major(server_version(connection))
    programs = [folder for folder in _installed_programs() if _program_major(folder / "initdb") != major]
    if programs:
        with _installed_server(programs[0]) as dsn:
            yield dsn
    else:
        yield request.getfixturevalue("embedded_dsn")


@pytest.fixture(scope="session")
def databases(server_dsn: str) -> Iterator[Databases]:
    """Give what makes a database for a with block: a migrated one, an empty one, or a copy of one (its DSN)."""
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
    """Give a database with a migrated warehouse without rows in schema healthcare."""
    with databases() as dsn:
        yield dsn


@pytest.fixture
def empty_dsn(databases: Databases) -> Iterator[str]:
    """Give a database with nothing in it."""
    with databases(empty=True) as dsn:
        yield dsn


@pytest.fixture
def conn(dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection to the migrated warehouse."""
    with contextlib.closing(connect(dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture
def reference_rows(conn: psycopg.Connection) -> psycopg.Connection:
    """Give the connection after committing the fewest reference rows that let a patient be treated."""
    conn.execute((HERE / "reference_rows.sql").read_bytes())
    conn.commit()
    return conn


@pytest.fixture(scope="session")
def fact_rows_dsn(databases: Databases) -> Iterator[str]:
    """Give a warehouse with a few rows in every table, which tests share and so must not change."""
    with databases() as dsn:
        with connect(dsn, schema=SCHEMA) as connection:
            connection.execute((HERE / "reference_rows.sql").read_bytes())
            connection.execute((HERE / "fact_rows.sql").read_bytes())
        yield dsn


@pytest.fixture
def fact_rows(fact_rows_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection to the warehouse with a few rows; what the test does is rolled back."""
    with contextlib.closing(connect(fact_rows_dsn, schema=SCHEMA)) as connection:
        yield connection


@contextlib.contextmanager
def _database(server_dsn: str, template: str) -> Iterator[str]:
    # Several runs may share a server, so the names must not meet.
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with contextlib.closing(connect(server_dsn, autocommit=True)) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        try:
            yield make_conninfo(server_dsn, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that Postgres can reach under an unprivileged account too, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _require_docker() -> None:
    """Raise unless Docker's engine answers soon; left to its client library, that may take a minute."""
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
        # As in docker-compose.yml: without it the image sorts text by the rules of English.
        .with_env("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8")
        .with_exposed_ports(5432)
        # Parallel queries share memory through /dev/shm, of which a container has 64 MB by default.
        .with_kwargs(shm_size="1g")
    )
    # The client outlives the container, whose removal needs it.
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


def _installed_programs() -> list[Path]:
    """Return the folders of installed Postgres programs, the one on PATH first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    return folders + sorted(path.parent for path in DEBIAN_PROGRAMS.glob("*/bin/initdb"))


def _program_major(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return _major(told.partition("(PostgreSQL) ")[2])


def _major(version: str) -> int:
    return int(version.partition(".")[0])


@contextlib.contextmanager
def _installed_server(programs: Path) -> Iterator[str]:
    """Run a throw-away server of an installed version; as root, under an account that Postgres accepts."""
    account: dict[str, Any] = {}
    with _folder() as folder:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        port = _free_port()

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", str(folder / "data"), *arguments]
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **account)

        run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield make_conninfo(host="127.0.0.1", port=str(port), user="postgres", dbname="postgres")
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
