"""The examination: every section in turn. A section that fails is itself something that is off."""

from __future__ import annotations

from collections.abc import Callable

from healthgen_db.config.errors import HealthgenError
from healthgen_db.doctor.section import Section


def examine(dsn: str | None) -> list[Section]:
    """Return the report about this machine and its server: that of the DSN, or the embedded one.

    Nothing is started or changed. Passwords and names of users are left out.
    """
    from healthgen_db.doctor import machine, packages, privacy, variables  # noqa: PLC0415 - psycopg takes 100 ms

    # libpq's variables belong to the server of a DSN, so they are listed before the embedded one forgets them.
    parts: list[tuple[str, Callable[[], Section]]] = [
        ("healthgen", packages.healthgen_section),
        ("Python", machine.python_section),
        ("system", machine.system_section),
        ("terminal", machine.terminal_section),
        ("temporary files", machine.temporary_section),
        ("packages", packages.packages_section),
        ("environment", variables.variables_section),
        *_servers(dsn),
    ]
    hidden, names = privacy.secrets(dsn), privacy.users(dsn)
    return privacy.private([_guarded(title, look) for title, look in parts], hidden, names)


def _servers(dsn: str | None) -> list[tuple[str, Callable[[], Section]]]:
    if dsn is not None:
        return [("database", lambda: _database(dsn))]
    return [("PostgreSQL of healthgen", _programs), ("embedded server", _embedded)]


# These modules need psycopg and the wheel, which may be what is broken. So each is imported when its turn comes.
def _database(dsn: str) -> Section:
    from healthgen_db.doctor.database import database_section  # noqa: PLC0415

    return database_section(dsn)


def _programs() -> Section:
    from healthgen_db.doctor.embedded import programs_section  # noqa: PLC0415

    return programs_section()


def _embedded() -> Section:
    from healthgen_db.doctor.embedded import server_section  # noqa: PLC0415
    from healthgen_db.local_server.environment import forget_other_servers  # noqa: PLC0415

    forget_other_servers()
    return server_section()


def _guarded(title: str, look: Callable[[], Section]) -> Section:
    failed = Section(title)
    try:
        return look()
    except HealthgenError as error:
        failed.off(str(error))
    except Exception as error:
        failed.off(f"doctor could not look at: {title} ({type(error).__name__}: {error})")
    return failed
