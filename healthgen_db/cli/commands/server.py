"""The commands of healthgen db, which control the embedded server."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from healthgen_db.cli.command import GENERAL, SCHEMA, Command
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option

if TYPE_CHECKING:
    from healthgen_db.local_server.server import Server


def _server() -> Server:
    from healthgen_db.local_server.environment import forget_other_servers
    from healthgen_db.local_server.server import Server

    forget_other_servers()
    return Server()


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


class Url(Command):
    """Print the URL for psql and BI tools, with the password. Starts the server."""

    def run(self) -> None:
        """Start the server and print its URL."""
        server = _server()
        server.start()
        self.show({"url": server.dsn()}, server.dsn())


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
    os.execve(command.argv[0], command.argv, command.environment)  # noqa: S606 - psql replaces this process
