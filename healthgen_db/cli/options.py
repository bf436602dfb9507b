"""Options of the command line: those that commands share, and those made from the fields of Config."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config, Option, options

VIOLATIONS = 1
INTERRUPTED = 130
SCHEMA = "healthcare"
HOW, WHERE, OUTPUT = "How to load", "Where", "Output"


class FileFormat(StrEnum):
    """The kinds of file that an export can write."""

    csv = "csv"
    parquet = "parquet"


class _Verbosity:
    """Whether errors show their traceback. It is known before the command begins, and after it failed."""

    traceback = False

    def set(self, value: bool) -> bool:
        self.traceback = value
        return value


verbosity = _Verbosity()


def complain(message: str) -> None:
    """Write a line to standard error."""
    print(message, file=sys.stderr)


def path_option(flag: str, help_text: str, *, metavar: str, panel: str) -> Any:  # noqa: ANN401 - typer's own type
    """Return an option that takes a path. An empty path is refused, as it would mean the current folder."""

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


@dataclass(frozen=True)
class Common(Output):
    """Options of every command that needs a database."""

    dsn: Annotated[
        str | None,
        typer.Option(
            "--dsn",
            envvar="HEALTHGEN_DSN",
            help="Any libpq string, such as postgresql://me@host/db. Without it, the embedded server is used, "
            "and started if it does not run.",
            rich_help_panel=WHERE,
            show_default=False,
        ),
    ] = None
    schema: Annotated[
        str,
        typer.Option(
            "--schema", help="Schema that holds the warehouse; each is a whole one.", rich_help_panel=WHERE
        ),
    ] = SCHEMA
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, no notes.", rich_help_panel=OUTPUT)
    ] = False


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take each field of its dataclass parameters as an option of its own.

    A parameter `common: Common` becomes --dsn, --schema and so on; a parameter `given: dict[str, Any]` becomes an
    option for each field of Config, and gets those that were given.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {
        name: hints[name]
        for name in hints
        if isinstance(hints[name], type) and issubclass(hints[name], Output)
    }
    parameters = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            own = get_type_hints(groups[name], include_extras=True)
            parameters += [
                _parameter(each.name, own[each.name], each.default) for each in fields(groups[name])
            ]
        elif name == "given":
            parameters += [_parameter(name, kind, None) for name, kind in config_options().items()]
        else:
            parameters.append(parameter.replace(annotation=hints[name]))

    @wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401 - each option has its own type
        arguments = {
            name: kind(**{each.name: values.pop(each.name) for each in fields(kind)})
            for name, kind in groups.items()
        }
        if "given" in hints:
            found = {name: values.pop(name) for name in options()}
            arguments["given"] = {name: _as_given(value) for name, value in found.items()}
        command(**arguments, **values)

    # The functions that Typer reads a command's options with.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    del run.__wrapped__
    return run


def config_options() -> dict[str, Any]:
    """Return an annotated option for each field of Config, by name. Their default None means: not given."""
    return {name: Annotated[_kind(option), _typer_option(option)] for name, option in options().items()}


def _kind(option: Option) -> Any:  # noqa: ANN401 - a type
    # The seed may be the word random.
    kinds: dict[str | type, Any] = {"seed": str, date: datetime}
    return kinds.get(option.name, kinds.get(option.kind, option.kind)) | None


def _typer_option(option: Option) -> Any:  # noqa: ANN401 - typer's own type
    flag = f"--{option.name.replace('_', '-')}"
    default = option.default if option.default is not None else getattr(Config, option.name, None)
    shown = default is not None and default is not False
    words = f"{option.help} \\[default: {default}]" if shown else option.help
    if option.kind is Path:
        return path_option(flag, words, metavar=option.metavar or "FILE", panel=option.panel)
    metavar = option.metavar
    if metavar is None and (option.low, option.high) == (0, 1):
        metavar = "0..1"
    return typer.Option(
        flag,
        help=words,
        metavar="YYYY-MM-DD" if option.kind is date else metavar,
        formats=["%Y-%m-%d"] if option.kind is date else None,
        show_default=False,
        rich_help_panel=option.panel,
    )


def _as_given(value: Any) -> Any:  # noqa: ANN401 - any option's value
    return value.date() if isinstance(value, datetime) else value


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401 - any type
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
