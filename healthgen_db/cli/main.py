"""The command line: registers the commands, and turns every error into one line and an exit code."""

import sys
from typing import Annotated

import typer

from healthgen_db.cli.command import Command, add_command, complain, show_traceback
from healthgen_db.cli.commands import los, server, spark
from healthgen_db.cli.commands.briefing import Briefing
from healthgen_db.cli.commands.doctor import Doctor
from healthgen_db.cli.commands.ingest import Ingest
from healthgen_db.cli.commands.kpis import Kpis
from healthgen_db.cli.commands.lists import Presets, Rules
from healthgen_db.cli.commands.load import Load
from healthgen_db.cli.commands.reconcile import Reconcile
from healthgen_db.cli.commands.report import Report
from healthgen_db.cli.commands.stream import Stream
from healthgen_db.cli.commands.warehouse import Export, Fingerprint, Migrate, Status, Validate
from healthgen_db.cli.help_texts import MODE, fit_help, marked
from healthgen_db.cli.standard_streams import close_streams, is_full, prepare_streams
from healthgen_db.config.errors import HealthgenError

BAD_INPUT = 2
UNEXPECTED = 3
# The code of programs that the system ends because nobody reads their output any more, such as in `... | head`.
NOBODY_READS = 141
# The base class of Typer's errors about arguments. Versions of Typer define it in different modules.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="healthgen",
    help=marked(
        "A realistic synthetic US healthcare warehouse in PostgreSQL: patients, visits and bills.\n\n"
        "[bold]healthgen load[/bold] creates one, on an embedded PostgreSQL 18 or on your server (--dsn)."
    ),
    no_args_is_help=True,
    rich_markup_mode=MODE,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
WITHOUT_GROUP = (
    Load, Validate, Export, Status, Fingerprint, Kpis, Briefing, Report, Stream, Ingest, Reconcile, Migrate, Rules,
    Presets, Doctor,
)  # fmt: skip
for command in WITHOUT_GROUP:
    add_command(app, command)

server_app = typer.Typer(
    name="db",
    help="The embedded PostgreSQL 18: created on first use, started on demand, left running."
    " And logins that may only read.",
    no_args_is_help=True,
    rich_markup_mode=MODE,
)
for server_command in (server.Start, server.Stop, server.Status, server.Url, server.Reader, server.Destroy):
    add_command(server_app, server_command)
server_app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(server.psql)
app.add_typer(server_app)

los_app = typer.Typer(
    name="los",
    help="Lengths of inpatient stays: a model that learns from them, predictions for patients in house, alerts.",
    no_args_is_help=True,
    rich_markup_mode=MODE,
)
for los_command in (los.Train, los.Predict, los.Report):
    add_command(los_app, los_command)
app.add_typer(los_app)

spark_app = typer.Typer(
    name="spark",
    help="Compute a dataset on several machines: as Parquet files, or in a PostgreSQL server.",
    no_args_is_help=True,
    rich_markup_mode=MODE,
)
for spark_command in (spark.Generate, spark.Script):
    add_command(spark_app, spark_command)
app.add_typer(spark_app)


def main() -> None:
    """Run the command line and exit with its code. Every HealthgenError is printed here, as one line."""
    prepare_streams()
    fit_help()
    code = _run()
    if (failed := close_streams()) is not None:
        code = _not_written(failed)
        close_streams()
    sys.exit(code)


def _run() -> int:
    """Run a command; print its error, if there is one, and return the exit code."""
    try:
        return int(app(standalone_mode=False) or 0)
    except HealthgenError as error:
        complain(f"error: {error}")
        if Command.traceback:
            show_traceback(error)
        return error.exit_code
    except UsageError as error:
        _complain_about_usage(error)
        return BAD_INPUT
    except SystemExit as ending:
        # Rich and Typer exit with 1 if nobody reads the output. This would mean that rules are violated.
        if isinstance(ending.__context__, BrokenPipeError):
            return NOBODY_READS
        raise
    except Exception as error:
        if is_full(error) or isinstance(error, BrokenPipeError):
            return _not_written(error)
        show_traceback(error)
        complain(
            "error: this is a bug in healthgen; please report it with the lines above,"
            " and with what `healthgen doctor` prints"
        )
        return UNEXPECTED


def _complain_about_usage(error: Exception) -> None:
    """Say what is wrong with the arguments. The message is empty if Typer has shown the help of a group."""
    message = str(getattr(error, "format_message", error.__str__)()).strip()
    if message.startswith("Usage: "):
        # On a narrow terminal, the message is this help.
        complain(message)
    elif message:
        context = getattr(error, "ctx", None)
        where = f"; see {context.command_path} --help" if context is not None else ""
        complain(f"error: {message[:1].lower()}{message[1:].rstrip('.')}{where}")


def _not_written(error: BaseException) -> int:
    """Say why standard output is not complete, unless its reader has ended, and return the exit code."""
    if isinstance(error, BrokenPipeError):
        return NOBODY_READS
    complain(f"error: cannot write to standard output: {getattr(error, 'strerror', None) or error}")
    return UNEXPECTED


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
