"""The commands of healthgen db, which control the embedded server."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from healthgen_db.cli.options import SCHEMA, Output, expanded
from healthgen_db.config.errors import ConfigError

if TYPE_CHECKING:
    from healthgen_db.local_server.server import Server

app = typer.Typer(
    help="The embedded PostgreSQL 18: created on first use, started on demand, left running.",
    no_args_is_help=True,
)


def _server() -> Server:
    from healthgen_db.local_server.environment import forget_other_servers
    from healthgen_db.local_server.server import Server

    forget_other_servers()
    return Server()


@app.command()
@expanded
def start(*, output: Output) -> None:
    """Start the server. Every command without --dsn does this itself."""
    server = _server()
    started, port = server.start(), server.status().port
    words = "started" if started else "was running already"
    output.show({"started": started, "port": port}, f"the embedded server {words}, port {port}")


@app.command()
@expanded
def stop(*, output: Output) -> None:
    """Stop the server, which ends its sessions, and keep the data."""
    stopped = _server().stop()
    words = "stopped" if stopped else "was not running"
    output.show({"stopped": stopped}, f"the embedded server {words}")


@app.command()
@expanded
def status(*, output: Output) -> None:
    """Show whether the server is running, the paths of its data and its log, and its size."""
    from healthgen_db.cli.show.status import server_screen

    found = _server().status()
    output.show(asdict(found), server_screen(found))


@app.command()
@expanded
def url(*, output: Output) -> None:
    """Print the URL for psql and BI tools, with the password. Starts the server."""
    server = _server()
    server.start()
    output.show({"url": server.dsn()}, server.dsn())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
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


@app.command()
@expanded
def destroy(*, yes: Annotated[bool, typer.Option("--yes", help="Confirm.")] = False, output: Output) -> None:
    """Stop the server and remove it with all its warehouses."""
    server = _server()
    if not yes:
        raise ConfigError(f"--yes is missing: this removes {server.status().home} with all its warehouses")
    destroyed = server.destroy()
    words = "removed" if destroyed else "there was none"
    output.show({"destroyed": destroyed}, f"the embedded server: {words}")
