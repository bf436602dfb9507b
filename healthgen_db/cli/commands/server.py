"""The commands of healthgen db: the embedded server, from start to destroy."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors come at once

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated

import typer

from healthgen_db.cli.options import SCHEMA, Output, expanded
from healthgen_db.config.errors import ConfigError

app = typer.Typer(
    help="The embedded PostgreSQL 18: made on first use, started on demand, left running.",
    no_args_is_help=True,
)


@app.callback()
def _embedded_server_only() -> None:
    from healthgen_db.local_server.environment import forget_other_servers

    forget_other_servers()


@app.command()
@expanded
def start(*, output: Output) -> None:
    """Start the server; every command without --dsn does so by itself."""
    from healthgen_db.cli.show.tables import show
    from healthgen_db.local_server.server import Server

    server = Server()
    started = server.start()
    port = server.status().port
    words = "started" if started else "was running already"
    values = {"started": started, "port": port}
    show(values, f"the embedded server {words}, port {port}", as_json=output.as_json)


@app.command()
@expanded
def stop(*, output: Output) -> None:
    """Stop the server, which ends its sessions, and keep the data."""
    from healthgen_db.cli.show.tables import show
    from healthgen_db.local_server.server import Server

    stopped = Server().stop()
    words = "stopped" if stopped else "was not running"
    show({"stopped": stopped}, f"the embedded server {words}", as_json=output.as_json)


@app.command()
@expanded
def status(*, output: Output) -> None:
    """Show whether the server runs, where its data and its log lie, and how large it is."""
    from healthgen_db.cli.show.status import server_screen
    from healthgen_db.cli.show.tables import show
    from healthgen_db.local_server.server import Server

    found = Server().status()
    show(asdict(found), server_screen(found), as_json=output.as_json)


@app.command()
@expanded
def url(*, output: Output) -> None:
    """Print the URL, password included, that psql and BI tools connect with; starts the server."""
    from healthgen_db.cli.show.tables import show
    from healthgen_db.local_server.server import Server

    server = Server()
    server.start()
    show({"url": server.dsn()}, server.dsn(), as_json=output.as_json)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(
    *,
    ctx: typer.Context,
    schema: Annotated[str, typer.Option("--schema", help="Schema of the warehouse.")] = SCHEMA,
) -> None:
    """Open psql in the warehouse; further arguments go to it, such as -c 'SELECT 1'. Starts the server."""
    from healthgen_db.local_server.server import Server
    from healthgen_db.schema.schema_names import check_schema

    check_schema(schema)
    server = Server()
    server.start()
    command = server.psql(ctx.args, schema=schema)
    os.execve(command.argv[0], command.argv, command.environment)  # noqa: S606 - psql replaces this process


@app.command()
@expanded
def destroy(
    *, yes: Annotated[bool, typer.Option("--yes", help="Really do it.")] = False, output: Output
) -> None:
    """Stop the server and remove it with every warehouse in it."""
    from healthgen_db.cli.show.tables import show
    from healthgen_db.local_server.server import Server

    server = Server()
    if not yes:
        raise ConfigError(f"--yes is missing: this removes {server.status().home} with every warehouse in it")
    destroyed = server.destroy()
    words = "removed" if destroyed else "there was none"
    show({"destroyed": destroyed}, f"the embedded server: {words}", as_json=output.as_json)
