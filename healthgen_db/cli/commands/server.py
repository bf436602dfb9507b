"""The commands of healthgen db, which control the embedded server and the readers of a warehouse."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from healthgen_db.cli.command import GENERAL, SCHEMA, Command, DatabaseCommand
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option
from healthgen_db.systems import this_system

if TYPE_CHECKING:
    from healthgen_db.local_server.server import Server
    from healthgen_db.target import Target


def _server() -> Server:
    from healthgen_db.local_server.environment import forget_other_servers
    from healthgen_db.local_server.server import Server

    forget_other_servers()
    return Server()


def _reader_password() -> str | None:
    """Return the password that services give their readers, such as those of Docker Compose; None: none is given."""
    password = os.environ.get("HEALTHGEN_READER_PASSWORD") or None
    if password is not None and not password.isprintable():
        raise ConfigError(
            "HEALTHGEN_READER_PASSWORD contains a line break or another control character; choose a password without"
        )
    return password


class Start(Command):
    """Start the server. Every command without --dsn does this itself."""

    def run(self) -> None:
        """Start the server and show its port."""
        server = _server()
        started, port = server.start(), server.status().port
        words = "started" if started else "was running already"
        self.show({"started": started, "port": port}, f"the embedded server {words}, port {port}")


class Stop(Command):
    """Stop the server, which ends its sessions, and keep the data."""

    def run(self) -> None:
        """Stop the server."""
        stopped = _server().stop()
        words = "stopped" if stopped else "was not running"
        self.show({"stopped": stopped}, f"the embedded server {words}")


class Status(Command):
    """Show whether the server is running, the paths of its data and its log, and its size."""

    def run(self) -> None:
        """Read the status and show it."""
        from healthgen_db.cli.show.status import server_screen

        found = _server().status()
        self.show(asdict(found), server_screen(found))


@dataclass(frozen=True, kw_only=True)
class Url(DatabaseCommand):
    """Print the URL for psql and BI tools, with the password. Starts the server."""

    reader: bool = option(
        False,
        "The URL of a login that may only read the warehouse (see: healthgen db reader). With --dsn: on that server.",
        panel=GENERAL,
    )

    def run(self) -> None:
        """Start the server and print its URL, or the URL of a reader."""
        if self.reader:
            from healthgen_db.reader.readers import reader_url

            with self.open_target() as (target, _):
                kept = _server() if target.embedded else None
                url = reader_url(target.dsn, target.schema, kept, password=_reader_password())
        elif self.dsn is not None and self.dsn != os.environ.get("HEALTHGEN_DSN"):
            raise ConfigError("--dsn needs --reader: without it, this prints the URL of the embedded server")
        else:
            server = _server()
            server.start()
            url = server.dsn()
        self.show({"url": url}, url)


@dataclass(frozen=True, kw_only=True)
class Reader(DatabaseCommand):
    """Make logins that may only read the warehouse, for BI tools and students, and show how they connect.

    Logins that exist keep their passwords. HEALTHGEN_READER_PASSWORD gives all of them one password.
    """

    example = (
        "[bold]Example[/bold]\n\nhealthgen db reader --count 30           for a class of 30\n\n"
        "healthgen db reader --new-passwords 7,12"
    )

    count: int | None = option(
        None, "How many logins there must be at least. \\[default: 1]", limits=(1, 999), panel=GENERAL
    )
    new_passwords: str | None = option(
        None,
        "Give new passwords to these logins, such as 7,12, or to all.",
        pattern=r"all|\d{1,3}(,\d{1,3})*",
        words="all, or numbers of logins, such as 7,12",
        metavar="all|NUMBERS",
        panel=GENERAL,
    )
    own_server: bool = option(
        False,
        "The server is for healthgen alone: also take from PUBLIC what readers do not need. The embedded server is.",
        panel=GENERAL,
    )
    drop: bool = option(False, "End the sessions of all readers, and drop their roles.", panel=GENERAL)

    def run(self) -> None:
        """Make the readers, or drop them, and show them."""
        with self.open_target() as (target, _):
            kept = _server() if target.embedded else None
            if self.drop:
                self._drop(target, kept)
            else:
                self._make(target, kept)

    def _make(self, target: Target, kept: Server | None) -> None:
        from healthgen_db.cli.show.readers import readers_screen, readers_values
        from healthgen_db.reader.make_roles import AdministratorNeededError, Wanted
        from healthgen_db.reader.readers import make_readers

        numbers = (self.new_passwords or "").split(",")
        renewed = None if self.new_passwords == "all" else frozenset(int(each) for each in numbers if each)
        wanted = Wanted(
            count=self.count or 1,
            new_passwords=renewed,
            password=_reader_password(),
            own_server=self.own_server or target.embedded,
        )
        try:
            readers = make_readers(target.dsn, target.schema, wanted, kept)
        except AdministratorNeededError as needed:
            self.show({"sql": needed.script}, needed.script)
            raise
        self.show(readers_values(readers), readers_screen(readers, kept=kept is not None))

    def _drop(self, target: Target, kept: Server | None) -> None:
        from healthgen_db.reader.drop import drop_readers

        if self.count is not None or self.new_passwords is not None or self.own_server:
            raise ConfigError("--drop: leave out --count, --new-passwords and --own-server")
        dropped = drop_readers(target.dsn, target.schema, kept)
        words = (
            f"dropped: {', '.join(dropped.roles)}; sessions ended: {dropped.sessions}"
            if dropped.roles
            else f"schema {target.schema} has no readers"
        )
        self.show(asdict(dropped), words)


@dataclass(frozen=True, kw_only=True)
class Destroy(Command):
    """Stop the server and remove it with all its warehouses."""

    yes: bool = option(False, "Confirm.", panel=GENERAL)

    def run(self) -> None:
        """Remove the server."""
        server = _server()
        if not self.yes:
            raise ConfigError(
                f"--yes is missing: this removes {server.status().home} with all its warehouses"
            )
        destroyed = server.destroy()
        words = "removed" if destroyed else "there was none"
        self.show({"destroyed": destroyed}, f"the embedded server: {words}")


def psql(
    *,
    ctx: typer.Context,
    schema: Annotated[str, typer.Option("--schema", help="Schema of the warehouse.")] = SCHEMA,
) -> None:
    """Open psql in the warehouse. psql gets all other arguments, such as -c 'SELECT 1'. Starts the server."""
    from healthgen_db.schema.schema_names import check_schema

    check_schema(schema)
    server = _server()
    server.start()
    command = server.psql(ctx.args, schema=schema)
    this_system().hand_over(command.argv, command.environment)
