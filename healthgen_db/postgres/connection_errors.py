"""Refused connections: libpq's words for them in one line, and what to do."""

from __future__ import annotations

import re
from typing import Any

import psycopg

from healthgen_db.config.errors import WarehouseError

__all__ = ["connection_error", "one_line"]

# libpq hands over a refused connection's reason as text only, without its SQLSTATE.
CONNECTION_ADVICE = (
    ("connection refused", "no server listens there; start it, or correct the host and port of --dsn"),
    ("no such file or directory", "no server listens on this socket; start it, or name a host in --dsn"),
    ("could not translate host name", "correct the host of --dsn"),
    ("failed to resolve host", "correct the host of --dsn"),
    ("name or service not known", "correct the host of --dsn"),
    ("password authentication failed", "correct the user or the password of --dsn"),
    ("no password supplied", "add the password to --dsn, to PGPASSWORD or to ~/.pgpass"),
    ("no pg_hba.conf entry", "the server's pg_hba.conf does not let this user in from here"),
    ("timeout expired", "the server did not answer; check the host, the port and the firewall"),
    ("too many clients", "close other connections, or raise the server's max_connections"),
    ("remaining connection slots", "close other connections, or raise the server's max_connections"),
    ("too many connections for", "close other connections of this role or database, or raise their limit"),
    ("starting up", "wait until the server is up, then run the same command again"),
    ("shutting down", "start the server again, then run the same command again"),
    ("recovery mode", "wait until the server is up, then run the same command again"),
    ("server closed the connection", "wait until the server is up, then run the same command again"),
    ("connection reset by peer", "wait until the server is up, then run the same command again"),
)
LIBPQ_PREAMBLE = re.compile(r"^connection (failed|is bad): connection to server .*? failed: ")
DATABASE_MISSING = re.compile(r'database "(?P<name>.*)" does not exist')


def connection_error(error: psycopg.Error, parameters: dict[str, Any]) -> WarehouseError:
    """Return the error that says which server refused, why, and what to do about it."""
    # The lines after the first are libpq's guesses, and the same again for every further address.
    said = LIBPQ_PREAMBLE.sub("", one_line(str(error).split("\n", 1)[0]))
    missing = DATABASE_MISSING.search(said)
    if missing:
        advice: str | None = f'create it first: CREATE DATABASE "{missing["name"]}", or name another in --dsn'
    else:
        lowered = said.lower()
        advice = next((words for sign, words in CONNECTION_ADVICE if sign in lowered), None)
    place = " ".join(
        f"{name}={parameters[name]}" for name in ("host", "port", "dbname", "user") if name in parameters
    )
    message = f"cannot connect to {place or 'the default server'}: {said}"
    return WarehouseError(f"{message}; {advice}" if advice else message, sqlstate=error.sqlstate)


def one_line(text: str) -> str:
    """Return the text without its line breaks."""
    return " ".join(text.split())
