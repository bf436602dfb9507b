"""PgBouncer in front of a server: connection pooling as companies and clouds have it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.local_server.account import account_of, is_root

SECONDS = 10.0
HOST = "127.0.0.1"
SETTINGS = """
[databases]
* = host={host} port={server_port}
[pgbouncer]
listen_addr = {own_host}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
logfile = {log}
pool_mode = {mode}
default_pool_size = {size}
query_wait_timeout = 30
{more}
"""


def installed() -> str | None:
    """Return the path of pgbouncer; None if it is not installed. Debian has it outside of ordinary users' PATH."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextlib.contextmanager
def pgbouncer(dsn: str, mode: str, *, size: int, more: str = "") -> Iterator[str]:
    """Run PgBouncer on a free port, and yield the DSN that goes through it.

    mode: session, transaction or statement. size: connections to the server. more: lines for its configuration.
    """
    program = installed()
    assert program is not None
    server = conninfo_to_dict(dsn)
    with socket.create_server((HOST, 0)) as probe:
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="healthgen-test-pgbouncer-") as name:
        folder = Path(name)
        users, log, settings = folder / "users", folder / "log", folder / "pgbouncer.ini"
        users.write_text(f'"{server["user"]}" "{server.get("password", "")}"\n')
        settings.write_text(
            SETTINGS.format(
                host=server["host"], server_port=server["port"], own_host=HOST, port=port, users=users, log=log,
                mode=mode, size=size, more=more,
            )
        )  # fmt: skip
        if is_root():
            # It refuses to run as root.
            for path in (folder, users, settings):
                shutil.chown(path, "nobody")
        account = account_of(folder)
        identity = account.identity if account else {}
        with subprocess.Popen(
            [program, "--quiet", settings], stdin=subprocess.DEVNULL, **identity
        ) as process:
            try:
                _wait_until_it_listens(port, log)
                yield make_conninfo(dsn, host=HOST, hostaddr=None, port=port)
            finally:
                process.terminate()


def _wait_until_it_listens(port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection((HOST, port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise RuntimeError(log.read_text() if log.exists() else "pgbouncer did not start") from None
            time.sleep(0.02)
        else:
            return
