"""Options of the command line: those that commands share, and those that come from the fields of Config."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config, Option, Options, hyphenated, options

if TYPE_CHECKING:
    from rich.console import RenderableType

    from healthgen_db.progress import Progress
    from healthgen_db.target import Target

VIOLATIONS = 1
INTERRUPTED = 130
SCHEMA = "healthcare"
WHERE, OUTPUT = "Where", "Output"


class FileFormat(StrEnum):
    """The file formats of an export."""

    csv = "csv"
    parquet = "parquet"


class _Verbosity:
    """Whether errors show their traceback: set while options are parsed, read after the command has failed."""

    traceback = False

    def set(self, value: bool) -> bool:
        self.traceback = value
        return value


verbosity = _Verbosity()


def complain(message: str) -> None:
    """Write a line to standard error."""
    print(message, file=sys.stderr)


def path_option(flag: str, help_text: str, *, metavar: str, panel: str) -> Any:  # noqa: ANN401 - typer's own type
    """Return an option that takes a path. An empty path would mean the current folder, so it is an error."""

    def path(given: str) -> Path:
        if not given.strip():
            raise ConfigError(f"{flag} is empty: give a path, or leave it out")
        return Path(given)

    return typer.Option(
        flag, parser=path, metavar=metavar, help=help_text, show_default=False, rich_help_panel=panel
    )


@dataclass(frozen=True)
class Output:
    """Options of every command."""

    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON object on standard output.", rich_help_panel=OUTPUT),
    ] = False
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Show the traceback of an error.",
            rich_help_panel=OUTPUT,
            callback=verbosity.set,
        ),
    ] = False

    def show(self, values: object, screen: RenderableType) -> None:
        """Print a report on standard output: the values as JSON, or the screen."""
        from healthgen_db.cli.show.tables import show  # noqa: PLC0415 - rich takes 40 ms

        show(values, screen, as_json=self.as_json)


@dataclass(frozen=True)
class Common(Output):
    """Options of every command that needs a database."""

    dsn: Annotated[
        str | None,
        typer.Option(
            "--dsn",
            envvar="HEALTHGEN_DSN",
            help="Any libpq string, such as postgresql://me@host/db. Without it, healthgen uses the embedded server "
            "and starts it if it is not running.",
            rich_help_panel=WHERE,
            show_default=False,
        ),
    ] = None
    schema: Annotated[
        str,
        typer.Option(
            "--schema", help="Schema of the warehouse. Each schema is a whole one.", rich_help_panel=WHERE
        ),
    ] = SCHEMA
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, no notes.", rich_help_panel=OUTPUT)
    ] = False

    @contextmanager
    def open_target(self) -> Iterator[tuple[Target, Progress]]:
        """Yield the target and the observer that shows progress during the block."""
        from healthgen_db.cli.show.progress_bars import watching  # noqa: PLC0415 - rich.progress takes 20 ms
        from healthgen_db.target import open_target  # noqa: PLC0415 - psycopg takes 100 ms

        with watching(quiet=self.quiet) as progress:
            yield open_target(self.dsn, self.schema, progress), progress


class Given(dict[str, Any]):
    """The options of Config that were given, by field name."""


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """Replace each parameter that is a group of options (Given, Options, Output) by these options.

    A parameter `common: Common` becomes --dsn, --schema and so on.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {
        name: _parameters(kind)
        for name, kind in hints.items()
        if isinstance(kind, type) and issubclass(kind, (Given, Options, Output))
    }
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        parameters += groups.get(name) or [parameter.replace(annotation=hints[name])]

    @wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401 - each option has its own type
        for name, own in groups.items():
            all_of_them = {each.name: values.pop(each.name) for each in own}
            given = {option: value for option, value in all_of_them.items() if value is not None}
            values[name] = hints[name](**given)
        command(**values)

    # Typer reads the options of a command from these.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    del run.__wrapped__
    return run


def _parameters(group: type) -> list[inspect.Parameter]:
    """Return the options of a group. The default None of some options means: not given."""
    if issubclass(group, Output):
        hints = get_type_hints(group, include_extras=True)
        found = [(each.name, hints[each.name], each.default) for each in fields(group)]
    else:
        described = options(group if issubclass(group, Options) else Config)
        found = [(name, _annotation(each), None) for name, each in described.items()]
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in found
    ]


def _annotation(option: Option) -> Any:  # noqa: ANN401 - a type
    metavar = option.metavar or ("0..1" if option.limits == (0, 1) else None)
    described = typer.Option(
        f"--{hyphenated(option.name)}",
        help=f"{option.help} \\[default: {option.default}]" if option.default else option.help,
        metavar="YYYY-MM-DD" if option.kind is date else metavar,
        show_default=False,
        rich_help_panel=option.panel,
    )
    # Config reads dates and paths from text, and a seed may be the word random.
    as_text = option.kind in {date, Path} or option.name == "seed"
    return Annotated[(str if as_text else option.kind) | None, described]
