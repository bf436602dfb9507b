"""What a report must not show: passwords, and who the user is."""

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote, unquote

from healthgen_db.doctor.section import Problem, Section

# Shorter words would also be parts of other words.
SHORTEST = 4
# Without a name of a database, libpq takes the one of the user.
_BEFORE_NAMES = ("user=", "dbname=", 'database "')
# PostgreSQL names the user whom it refuses, whoever said the name: the DSN, a service file, or the system.
_NAMED_USER = re.compile(r'\b(user|role) "[^"]*"')


def secrets(dsn: str | None) -> set[str]:
    """Return every password that this process can know, also as it is written in a URL."""
    found = {value for value in _passwords(dsn) if len(value) >= SHORTEST}
    return found | {quote(value, safe="") for value in found} | {unquote(value) for value in found}


def private(sections: list[Section], hidden: set[str], names: set[str]) -> list[Section]:
    """Return the sections without passwords, with ~ for the home folder and USER for names of users."""
    replaced = dict.fromkeys(sorted(hidden, key=len, reverse=True), "***")
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises an error if there is none
    if len(home) >= SHORTEST:
        replaced[home] = "~"
    replaced |= {f"{before}{name}": f"{before}USER" for name in names for before in _BEFORE_NAMES}

    def hide(value: object) -> object:
        if isinstance(value, list):
            return [hide(each) for each in value]
        if isinstance(value, str):
            for old, new in replaced.items():
                value = value.replace(old, new)
            return _NAMED_USER.sub(r'\1 "USER"', value)
        return value

    return [
        Section(
            section.title,
            {name: hide(value) for name, value in section.facts.items()},
            [Problem(str(hide(each.what)), str(hide(each.advice))) for each in section.problems],
        )
        for section in sections
    ]


def users(dsn: str | None) -> set[str]:
    """Return the names of users of the DSN and of libpq's variables, and the one that libpq takes without them."""
    own = None
    with suppress(Exception):  # a user id without a name
        own = getpass.getuser()
    return {each for each in (_parameters(dsn).get("user"), os.environ.get("PGUSER"), own) if each}


def _passwords(dsn: str | None) -> Iterator[str]:
    yield from (value for name, value in os.environ.items() if "PASSWORD" in name.upper())
    parameters = _parameters(dsn)
    yield from (value for name in ("password", "sslpassword") if (value := parameters.get(name)))
    with suppress(Exception):
        from healthgen_db.local_server.server_directory import ServerDirectory, default_directory  # noqa: PLC0415

        directory = ServerDirectory(default_directory())
        yield directory.password() or ""
        yield from directory.reader_passwords().values()


def _parameters(dsn: str | None) -> dict[str, str]:
    """Return the parameters of a libpq string; none if it is not one, and then no message shows it."""
    with suppress(Exception):
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - psycopg may be what is broken

        return {name: str(value) for name, value in conninfo_to_dict(dsn or "").items()}
    return {}
