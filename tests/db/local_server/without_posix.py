"""Run healthgen as on Windows, on a system that is not: without what Windows' Python does not have.

`python without_posix.py UID GID COMMAND ...`: each command is a line of arguments, and UID and GID are those of the
account that runs the server, because Postgres refuses root. Processes that are started run this file, too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

# They have a way of their own for each system, and here they need what is taken away below.
import filelock  # noqa: F401
import platformdirs  # noqa: F401
import psutil  # noqa: F401

for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None  # type: ignore[assignment]
for name in ("fork", "geteuid", "getuid", "getegid", "getgid", "getpgid", "sched_getaffinity", "sysconf"):
    delattr(os, name)

from healthgen_db import systems  # noqa: E402
from healthgen_db.systems import Windows  # noqa: E402


class OnLinux(Windows):
    """Windows as far as another system can be it: its programs, its memory and its rights are those of this one."""

    ansi = "utf-8"
    shared_memory_type = if_little_shared_memory = "posix"
    wal_sync_method = "fdatasync"

    def make_private(self, folder: Path) -> None:
        """Let the account of root's server enter."""
        folder.chmod(0o755)

    def program(self, folder: Path, name: str) -> Path:
        """Return the path."""
        return folder / name

    def apart(self) -> dict[str, Any]:
        """Begin a session."""
        return {"start_new_session": True}


windows = OnLinux()
systems.this_system = lambda: windows  # type: ignore[assignment]


def main() -> None:
    """Run the commands."""
    from healthgen_db.local_server import account, server  # noqa: PLC0415 - after all of the above

    user, group = (int(word) for word in sys.argv[1:3])
    if user != 0:
        run_as = account.Account("healthgen", user, group)
        vars(server).update(server_account=lambda: run_as, account_of=lambda _: run_as)
    from healthgen_db.cli.main import main as healthgen  # noqa: PLC0415

    for command in sys.argv[3:]:
        sys.argv[1:] = command.split()
        try:
            healthgen()
        except SystemExit as end:
            print(f"{command.split()[0]}: exit code {end.code}", flush=True)


if __name__ == "__main__":
    main()
