"""Connections that are refused: the error is one line without the password, and it says what to do."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import struct
import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.postgres.connection import connect
from tests.new_database import new_database

from .pooler import TransactionPooler

SECRET = "s3cret-Word"


def refused(dsn: str, **options: str) -> WarehouseError:
    """Return the error of connecting. It is one line without the password."""
    with pytest.raises(WarehouseError) as caught:
        connect(dsn, **options).close()  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value.__cause__, psycopg.Error) or caught.value.__cause__ is None
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in repr(error)
        error = error.__cause__ or error.__context__
    return caught.value


@pytest.fixture
def role(empty_dsn: str) -> Iterator[str]:
    """Return the name of a role with a password and with a connection limit of 0."""
    name = sql.Identifier(f"healthgen_role_{secrets.token_hex(4)}")
    with connect(empty_dsn, autocommit=True) as connection:
        create = "CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT 0"
        connection.execute(sql.SQL(create).format(name, sql.Literal(SECRET)))
        yield name.as_string().strip('"')
        connection.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def old_server() -> Iterator[str]:
    """Return the DSN of a socket that answers like PostgreSQL 13 until the client knows the version."""

    def message(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("!i", len(body) + 4) + body

    status = {"server_version": "13.22", "server_encoding": "UTF8", "client_encoding": "UTF8"}
    welcome = message(b"R", struct.pack("!i", 0))
    for name, value in status.items():
        welcome += message(b"S", f"{name}\0{value}\0".encode())
    welcome += message(b"Z", b"I")

    def serve(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            client.recv(4096)
            client.sendall(welcome)
            while client.recv(4096):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=[listener])
        thread.start()
        port = listener.getsockname()[1]
        yield f"host=127.0.0.1 port={port} user=u dbname=d sslmode=disable gssencmode=disable"
        thread.join()


@pytest.mark.parametrize(
    "dsn",
    [
        f"nonsense {SECRET}",
        f"postgresql://u:{SECRET}@host:port/d",
        f"password={SECRET} pasword=1",
        "postgresql://[::1",
        f"postgresql://u:p@{SECRET}@host/d",
        f"postgresql://u:p/{SECRET}@host/d",
        f"postgresql://u:1/{SECRET}@host/d",
        f"password={SECRET} user=\udcff",
    ],
)
def test_malformed_dsn_is_bad_input_and_keeps_its_password(dsn: str) -> None:
    with pytest.raises(ConfigError, match="--dsn: not a connection string") as caught:
        connect(dsn)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert SECRET not in str(caught.value)


def test_nobody_listens() -> None:
    with contextlib.closing(socket.socket()) as taken:
        # The socket is bound and does not listen, so the connection is refused.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        error = refused(f"postgresql://u:{SECRET}@127.0.0.1:{port}/d")
    assert str(error) == (
        f"cannot connect to host=127.0.0.1 port={port} dbname=d user=u: Connection refused;"
        " no server listens there; start it, or correct the host and port of --dsn"
    )


def test_no_socket(tmp_path: os.PathLike[str]) -> None:
    assert "no server listens on this socket" in str(refused(f"host={tmp_path} user=u dbname=d"))


def test_host_not_found() -> None:
    error = refused(f"postgresql://u:{SECRET}@no-such-host.invalid/d")
    assert str(error).endswith("; correct the host of --dsn")


def test_server_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refused(f"host=127.0.0.1 port={silent.getsockname()[1]} user=u dbname=d connect_timeout=2")
    assert "the server did not answer" in str(error)


def test_wrong_password(embedded_dsn: str) -> None:
    error = refused(make_conninfo(embedded_dsn, password=SECRET))
    assert "password authentication failed" in str(error)
    assert str(error).endswith("; correct the user or the password of --dsn")


def test_no_password(embedded_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", os.devnull)
    parameters = conninfo_to_dict(embedded_dsn)
    del parameters["password"]
    assert "add the password to --dsn" in str(refused(make_conninfo("", **parameters)))


def test_missing_database(server_dsn: str) -> None:
    error = refused(make_conninfo(server_dsn, dbname="no_such_database"))
    assert 'create it first: CREATE DATABASE "no_such_database"' in str(error)


def test_too_many_connections(empty_dsn: str, role: str) -> None:
    error = refused(make_conninfo(empty_dsn, user=role, password=SECRET))
    assert "close other connections" in str(error)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ("ALTER ROLE {role} NOLOGIN", "use another user, or ask an administrator for: ALTER ROLE ... LOGIN"),
        (
            "REVOKE CONNECT ON DATABASE {database} FROM public",
            "use another user, or ask its owner for: GRANT CONNECT ON DATABASE",
        ),
        (
            "ALTER DATABASE {database} ALLOW_CONNECTIONS false",
            "use another database, or ask an administrator",
        ),
    ],
)
def test_closed_to_this_role(server_dsn: str, role: str, change: str, advice: str) -> None:
    with new_database(server_dsn) as dsn:
        database = sql.Identifier(str(conninfo_to_dict(dsn)["dbname"]))
        with connect(server_dsn, autocommit=True) as connection:
            names = {"role": sql.Identifier(role), "database": database}
            connection.execute(sql.SQL("ALTER ROLE {role} CONNECTION LIMIT 1").format(**names))
            connection.execute(sql.SQL(change).format(**names))
        assert advice in str(refused(make_conninfo(dsn, user=role, password=SECRET)))


def test_old_server_is_refused(old_server: str) -> None:
    error = refused(old_server)
    assert str(error).endswith("is PostgreSQL 13.22; healthgen needs 14 or newer")


def test_database_in_another_encoding_is_refused(server_dsn: str) -> None:
    with new_database(server_dsn, "ENCODING 'LATIN1' LOCALE 'C'") as dsn:
        error = refused(dsn)
    assert "stores text as LATIN1; create one with: CREATE DATABASE healthgen ENCODING 'UTF8'" in str(error)


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_transaction_pooling_is_refused_and_nothing_stays_behind(
    empty_dsn: str, sessions: int, in_turn: bool
) -> None:
    with TransactionPooler(empty_dsn, sessions=sessions, in_turn=in_turn) as pooler:
        with psycopg.connect(pooler.dsn, autocommit=True) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)
            before = client.execute("SELECT name, setting FROM pg_settings ORDER BY 1").fetchall()
        error = refused(pooler.dsn, schema="healthcare")
        assert f"the server at 127.0.0.1:{pooler.listener.getsockname()[1]} is a connection pooler" in str(
            error
        )
        assert "in transaction pooling mode" in str(error)
        with psycopg.connect(pooler.dsn, autocommit=True) as client:
            for _ in range(sessions):
                after = client.execute("SELECT name, setting FROM pg_settings ORDER BY 1").fetchall()
                assert after == before
            # Other tests may use the same server.
            locks = (
                "SELECT count(*) FROM pg_locks AS l INNER JOIN pg_database AS d ON l.database = d.oid"
                " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
            )
            assert client.execute(locks).fetchone() == (0,)
