"""The system account that the embedded server runs under when root starts it: Postgres refuses root."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import ServerError

__all__ = ["Account", "account_of", "first_unreachable", "give", "is_root", "server_account", "user_name"]

ACCOUNT = "healthgen"
_SHELL = "/usr/sbin/nologin"

# The programs that make a system account without a home folder or a shell: shadow's, then busybox's.
_MAKERS = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/", "-s", _SHELL, ACCOUNT),
    ("adduser", "-S", "-D", "-H", "-h", "/", "-s", _SHELL, ACCOUNT),
    ("busybox", "adduser", "-S", "-D", "-H", "-h", "/", "-s", _SHELL, ACCOUNT),
)
# Another program may hold the lock on /etc/passwd for a moment, or make the same account at the same time.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Tell whether this process runs as root (never so on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def server_account() -> Account | None:
    """Return the account to run the server under, made if need be; None when we are not root."""
    if not is_root():
        return None
    failures: list[str] = []
    for attempt in range(_ATTEMPTS):
        account = _look_up(ACCOUNT)
        if account is not None:
            return account
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        failures = _make_account()
        if not failures:
            break
    account = _look_up(ACCOUNT)
    if account is None:
        raise ServerError(
            "PostgreSQL does not run as root, and no unprivileged account could be made for it: "
            f"{'; '.join(failures) or 'neither useradd nor adduser is installed'}. "
            f"Make a system account named {ACCOUNT}, or run healthgen as an ordinary user, "
            "or give --dsn of a server you have."
        )
    return account


def account_of(path: Path) -> Account | None:
    """Return the account that owns a path; None when that is who we are, or when we are not root."""
    owner = path.stat()
    if not is_root() or owner.st_uid == 0:
        return None
    return Account(user_name(owner.st_uid), owner.st_uid, owner.st_gid)


def user_name(uid: int) -> str:
    """Return the name of a user id, or the id itself when it has none."""
    import pwd  # noqa: PLC0415 - absent on Windows, where this module must still import

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user id {uid}"


def give(path: Path, account: Account | None) -> None:
    """Make the account (None: ourselves) the owner of one file or folder of ours."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def first_unreachable(path: Path, account: Account) -> Path | None:
    """Return the outermost of path and its parents that is there and that the account may not enter."""
    folders = [str(folder) for folder in [*reversed(path.parents), path] if folder.exists()]
    # Asked as the account itself, because permission bits alone do not know of ACLs and mount options.
    answer = subprocess.run(
        ["/bin/sh", "-c", 'for f; do test -x "$f" || { printf %s "$f"; exit 0; }; done', "sh", *folders],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=[],
    )
    return Path(answer.stdout) if answer.stdout else None


def _look_up(name: str) -> Account | None:
    import pwd  # noqa: PLC0415 - absent on Windows, where this module must still import

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_account() -> list[str]:
    """Try each program that makes accounts; return what went wrong, nothing when one of them worked."""
    failures = []
    for command in _MAKERS:
        if shutil.which(command[0]) is None:
            continue
        made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if made.returncode == 0:
            return []
        failures.append(f"{command[0]}: {(made.stderr or made.stdout).strip()}")
    return failures
