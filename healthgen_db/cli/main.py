"""The command line: registers the commands, and turns every error into one line and an exit code."""

import errno
import sys
import traceback
from typing import Annotated

import typer

from healthgen_db.cli.command import Command, add_command, complain
from healthgen_db.cli.commands import los, server, spark
from healthgen_db.cli.commands.briefing import Briefing
from healthgen_db.cli.commands.ingest import Ingest
from healthgen_db.cli.commands.kpis import Kpis
from healthgen_db.cli.commands.lists import Presets, Rules
from healthgen_db.cli.commands.load import Load
from healthgen_db.cli.commands.reconcile import Reconcile
from healthgen_db.cli.commands.report import Report
from healthgen_db.cli.commands.stream import Stream
from healthgen_db.cli.commands.warehouse import Export, Fingerprint, Migrate, Status, Validate
from healthgen_db.config.errors import HealthgenError

BAD_INPUT = 2
UNEXPECTED = 3
# The base class of Typer's errors about arguments. Versions of Typer define it in different modules.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="healthgen",
    help="A realistic synthetic US healthcare warehouse in PostgreSQL: patients, visits and bills.\n\n"
    "[bold]healthgen load[/bold] creates one, on an embedded PostgreSQL 18 or on your server (--dsn).",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
WITHOUT_GROUP = (
    Load, Validate, Export, Status, Fingerprint, Kpis, Briefing, Report, Stream, Ingest, Reconcile, Migrate, Rules,
    Presets,
)  # fmt: skip
for command in WITHOUT_GROUP:
    add_command(app, command)

server_app = typer.Typer(
    name="db",
    help="The embedded PostgreSQL 18: created on first use, started on demand, left running."
    " And logins that may only read.",
    no_args_is_help=True,
)
for server_command in (server.Start, server.Stop, server.Status, server.Url, server.Reader, server.Destroy):
    add_command(server_app, server_command)
server_app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(server.psql)
app.add_typer(server_app)

los_app = typer.Typer(
    name="los",
    help="Lengths of inpatient stays: a model that learns from them, predictions for patients in house, alerts.",
    no_args_is_help=True,
)
for los_command in (los.Train, los.Predict, los.Report):
    add_command(los_app, los_command)
app.add_typer(los_app)

spark_app = typer.Typer(
    name="spark",
    help="Compute a dataset on several machines: as Parquet files, or in a PostgreSQL server.",
    no_args_is_help=True,
)
for spark_command in (spark.Generate, spark.Script):
    add_command(spark_app, spark_command)
app.add_typer(spark_app)


def main() -> None:
    """Run the command line and exit with its code. Every HealthgenError is printed here, as one line."""
    try:
        code = app(standalone_mode=False)
    except HealthgenError as error:
        complain(f"error: {error}")
        if Command.traceback:
            traceback.print_exception(error)
        code = error.exit_code
    except UsageError as error:
        # The message is empty if Typer has shown the help.
        if message := str(getattr(error, "format_message", error.__str__)()).strip():
            context = getattr(error, "ctx", None)
            where = f"; see {context.command_path} --help" if context is not None else ""
            complain(f"error: {message[:1].lower()}{message[1:].rstrip('.')}{where}")
        code = BAD_INPUT
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            complain(f"error: cannot write to standard output: {error.strerror}")
        else:
            traceback.print_exception(error)
            complain("error: this is a bug in healthgen; please report it with the lines above")
        code = UNEXPECTED
    sys.exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as installed  # noqa: PLC0415 - reading the package's metadata takes 40 ms

        print(f"healthgen {installed('healthgen-db')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version
