"""The system account that runs the embedded server when healthgen runs as root, because Postgres refuses root."""

import os
import shutil
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ServerError
from healthgen_db.systems import this_system

ACCOUNT = "healthgen"
_SHELL = "/usr/sbin/nologin"

# Commands that create a system account without a home folder and without a shell. healthgen runs the first one
# that is installed. Most Linux systems have useradd; busybox (Alpine Linux) has adduser with these options.
_COMMANDS = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/", "-s", _SHELL, ACCOUNT),
    ("adduser", "-S", "-D", "-H", "-h", "/", "-s", _SHELL, ACCOUNT),
    ("busybox", "adduser", "-S", "-D", "-H", "-h", "/", "-s", _SHELL, ACCOUNT),
)
# Another program may lock /etc/passwd for a moment, or create the same account at the same time.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> dict[str, Any]:
        """The arguments that make subprocess.run run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def is_root() -> bool:
    """Tell whether this process runs as root (never true on Windows)."""
    return this_system().is_root()


def server_account() -> Account | None:
    """Return the account that runs the server, and create it if it is missing; return None if we are not root."""
    if not is_root():
        return None
    import pwd  # noqa: PLC0415 - this file must import on Windows, which has no such module

    command = next((command for command in _COMMANDS if shutil.which(command[0])), None)
    failure = "neither useradd nor adduser is installed"
    for _ in range(_ATTEMPTS):
        with suppress(KeyError):
            entry = pwd.getpwnam(ACCOUNT)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
        if command is None:
            break
        made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            failure = f"{command[0]}: {(made.stderr or made.stdout).strip()}"
            time.sleep(_PAUSE_SECONDS)
    raise ServerError(
        f"PostgreSQL does not run as root, and healthgen could not create the system account {ACCOUNT} for it: "
        f"{failure}. "
        "Create this account yourself, or run healthgen as an ordinary user, or give --dsn of another server."
    )


def account_of(path: Path) -> Account | None:
    """Return the account that owns the path; return None if root owns it, or if we are not root."""
    owner = path.stat()
    if not is_root() or owner.st_uid == 0:
        return None
    return Account(this_system().user_name(owner.st_uid), owner.st_uid, owner.st_gid)


def set_owner(path: Path, account: Account | None) -> None:
    """Make the account the owner of one file or folder; do nothing if the account is None."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def first_unreachable(path: Path, account: Account) -> Path | None:
    """Return the first folder from / down to path that the account may not enter; None if it may enter all."""
    folders = [str(folder) for folder in [*reversed(path.parents), path] if folder.exists()]
    # A process of the account runs this test, because permission bits do not show ACLs and mount options.
    test = 'for f; do test -x "$f" || { printf %s "$f"; exit; }; done'
    command = ["/bin/sh", "-c", test, "sh", *folders]
    closed = subprocess.check_output(command, cwd="/", stdin=subprocess.DEVNULL, **account.identity)
    return Path(os.fsdecode(closed)) if closed else None
