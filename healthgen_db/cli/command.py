"""Commands as dataclasses: the fields are the options, the docstring is the help text, and run() does the work."""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from healthgen_db.cli.help_texts import marked
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import DATASET, Option, Options, option, options
from healthgen_db.config.options import LOCALITY, OPERATIONS, Config

if TYPE_CHECKING:
    from rich.console import RenderableType

    from healthgen_db.progress import Progress
    from healthgen_db.target import Target

VIOLATIONS = 1
NOT_RUN = 3
INTERRUPTED = 130
SCHEMA = "healthcare"
DSN_VARIABLE = "HEALTHGEN_DSN"
GENERAL, HOW, WHERE, OUTPUT = "Options", "How to load", "Where", "Output"
# How --as-of is written.
MOMENT = "a local time such as 2026-11-20T07:00, or a date for its end"
# The help texts show the groups of options in this order.
PANELS = (GENERAL, DATASET, LOCALITY, OPERATIONS, HOW, WHERE, OUTPUT)
# A pattern of plain words, such as md|html|json.
ALTERNATIVES = re.compile(r"[a-z0-9]+(\|[a-z0-9]+)+")
METAVARS = {bool: "", int: "INTEGER", float: "NUMBER", str: "TEXT", date: "YYYY-MM-DD"}


def complain(message: str) -> None:
    """Write a line to standard error. If that is full, the exit code still says what happened."""
    with suppress(OSError):
        print(message, file=sys.stderr)


def show_traceback(error: BaseException) -> None:
    """Write the traceback of an error to standard error."""
    with suppress(OSError):
        traceback.print_exception(error)


@dataclass(frozen=True, kw_only=True)
class Command(Options, ABC):
    """The base of all commands. Raises ConfigError that lists every wrong value."""

    example: ClassVar[str | None] = None
    traceback: ClassVar[bool] = False
    """Whether the running command shows the traceback of an error."""

    as_json: bool = option(
        False, "Print one JSON object on standard output.", flags=("--json",), panel=OUTPUT
    )
    verbose: bool = option(False, "Show the traceback of an error.", flags=("--verbose", "-v"), panel=OUTPUT)

    def __post_init__(self) -> None:
        """Note whether to show tracebacks, and check every value."""
        Command.traceback = self.verbose
        super().__post_init__()

    @abstractmethod
    def run(self) -> None:
        """Do the work and print the report."""

    def show(self, values: object, screen: RenderableType) -> None:
        """Print a report on standard output: the values as JSON, or the screen."""
        from healthgen_db.cli.show.tables import show  # noqa: PLC0415 - rich takes 40 ms

        show(values, screen, as_json=self.as_json)


@dataclass(frozen=True, kw_only=True)
class DatabaseCommand(Command):
    """The base of commands that need a database."""

    dsn: str | None = option(
        None,
        "Any libpq string, such as postgresql://me@host/db. Without it, healthgen uses the embedded server and starts"
        " it if it is not running.",
        envvar=DSN_VARIABLE,
        panel=WHERE,
    )
    schema: str = option(SCHEMA, "Schema of the warehouse. Each schema is a whole one.", panel=WHERE)
    quiet: bool = option(
        False, "No progress and no notes on standard error.", flags=("--quiet", "-q"), panel=OUTPUT
    )

    @contextmanager
    def open_target(self) -> Iterator[tuple[Target, Progress]]:
        """Yield the target and the observer that shows progress during the block."""
        from healthgen_db.cli.show.progress_bars import watching  # noqa: PLC0415 - rich.progress takes 20 ms
        from healthgen_db.target import open_target  # noqa: PLC0415 - psycopg takes 100 ms

        with watching(quiet=self.quiet) as progress:
            target = open_target(self.dsn, self.schema, progress)
            with target.naming_a_full_disk():
                yield target, progress

    def refuse_database(self, beside: str) -> None:
        """Raise ConfigError if --dsn or --schema is given beside an option that names files.

        The variable HEALTHGEN_DSN may be set: it is for other commands.
        """
        dsn = self.dsn is not None and self.dsn != os.environ.get(DSN_VARIABLE)
        if given := [*(["--dsn"] if dsn else []), *(["--schema"] if self.schema != SCHEMA else [])]:
            raise ConfigError(f"{beside}: it names files, so leave {' and '.join(given)} out")


def add_command(app: typer.Typer, command: type[Command]) -> None:
    """Add a command to an app. A command with a field `given` also takes the options of Config."""
    own = options(command)
    of_config = options(Config) if "given" in {each.name for each in fields(command)} else {}

    every = {**of_config, **own}

    def run(**values: Any) -> None:  # noqa: ANN401 - text or bool
        given = {name: _parsed(every[name], value) for name, value in values.items() if value is not None}
        arguments = {name: given.pop(name) for name in own if name in given}
        if of_config:
            arguments["given"] = given
        command(**arguments).run()

    required = {each.name for each in fields(command) if each.default is MISSING}
    parameters = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if each.name in required else None,
            annotation=_annotation(each),
        )
        for each in sorted(every.values(), key=lambda each: PANELS.index(each.panel))
    ]
    # Typer reads the options of a command from these.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    about, example = marked(inspect.getdoc(command) or ""), command.example and marked(command.example)
    app.command(command.__name__.lower(), help=about, epilog=example)(run)


def _annotation(described: Option) -> Any:  # noqa: ANN401 - a type
    default = f" \\[default: {described.default}]" if described.default else ""
    typer_option = typer.Option(
        *described.flags,
        help=marked(f"{described.help}{default}"),
        metavar=described.metavar or ("0..1" if described.limits == (0, 1) else METAVARS.get(described.kind)),
        envvar=described.envvar,
        show_default=False,
        autocompletion=_completion(described),
        rich_help_panel=described.panel,
    )
    return Annotated[(bool if described.kind is bool else str) | None, typer_option]


def _completion(described: Option) -> Callable[[str], list[str]] | None:
    """Return what a shell asks for the values of an option that begin with a text; None: it offers files."""
    words = described.pattern.split("|") if ALTERNATIVES.fullmatch(described.pattern) else []
    offered = described.offered or (lambda: words)

    def complete(incomplete: str) -> list[str]:
        return [value for value in offered() if value.startswith(incomplete)]

    return complete if words or described.offered else None


def _parsed(described: Option, value: str | bool) -> Any:  # noqa: ANN401 - any type
    """Return the number that a text means. Any other text stays as it is: the check of the option names it."""
    with suppress(ValueError):
        return described.kind(value) if described.kind in {int, float} else value
    return value
