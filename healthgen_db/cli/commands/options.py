"""What verbs share: options with their names, panels and help texts, exit codes, and the way to complain."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

__all__ = [
    "INTERRUPTED",
    "OUTPUT",
    "SCHEMA",
    "VIOLATIONS",
    "WHAT",
    "AsJson",
    "BlockSize",
    "Dsn",
    "LockTimeout",
    "MinorSameDayRate",
    "NoValidate",
    "Origin",
    "Patients",
    "Population",
    "Preset",
    "Quiet",
    "Replace",
    "Restart",
    "Schema",
    "Seed",
    "Start",
    "Strict",
    "Today",
    "Verbose",
    "Workers",
    "ZipTarget",
    "complain",
    "verbosity",
]

VIOLATIONS = 1
INTERRUPTED = 130

WHAT = "What to make"
HOW = "How to load"
WHERE = "Where"
OUTPUT = "Output"

SCHEMA = "healthcare"
DATE = ["%Y-%m-%d"]


class _Verbosity:
    """Whether errors show their traceback; known before the verb begins, and after it failed."""

    traceback = False

    def set(self, value: bool) -> bool:
        self.traceback = value
        return value


verbosity = _Verbosity()


def complain(message: str) -> None:
    """Write a line to standard error."""
    print(message, file=sys.stderr)


Dsn = Annotated[
    str | None,
    typer.Option(
        "--dsn",
        envvar="HEALTHGEN_DSN",
        help="Any libpq string, such as postgresql://me@host/db. Without it, the embedded server is used, "
        "and started if it does not run.",
        rich_help_panel=WHERE,
        show_default=False,
    ),
]
Schema = Annotated[
    str,
    typer.Option(
        "--schema", help="Schema that holds the warehouse; each is a whole one.", rich_help_panel=WHERE
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        help="Show the traceback of an error.",
        rich_help_panel=OUTPUT,
        callback=verbosity.set,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no notes.", rich_help_panel=OUTPUT)]

Patients = Annotated[
    int | None,
    typer.Option(help="Patients in the dataset. \\[default: 1000]", show_default=False, rich_help_panel=WHAT),
]
Seed = Annotated[
    str | None,
    typer.Option(
        help="Same seed and inputs, same dataset. [bold]random[/bold] draws one and reports it. \\[default: 42]",
        metavar="INTEGER|random",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=DATE,
        metavar="YYYY-MM-DD",
        help="Nothing in the data lies after this date. \\[default: the current date]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
Origin = Annotated[
    datetime | None,
    typer.Option(
        formats=DATE,
        metavar="YYYY-MM-DD",
        help="Birth dates are anchored here: keep it when you load again with a later --today. "
        "\\[default: --today]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
Start = Annotated[
    datetime | None,
    typer.Option(
        formats=DATE,
        metavar="YYYY-MM-DD",
        help="The first possible admission. \\[default: 2022-01-01]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(
        help="Options under one name; healthgen presets lists them. Options given beside it win.",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
ZipTarget = Annotated[
    int | None,
    typer.Option(
        help="Distinct patient ZIP codes; how many hospitals there are follows from it. \\[default: 120]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
MinorSameDayRate = Annotated[
    float | None,
    typer.Option(
        metavar="0..1",
        help="Base same-day rate of minor and chronic conditions at Normal or Mild severity. \\[default: 0.425]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]
Population = Annotated[
    str | None,
    typer.Option(
        metavar="us|clinic",
        help="Who the patients are and what they come for: the US, or a small clinic's. \\[default: us]",
        show_default=False,
        rich_help_panel=WHAT,
    ),
]

Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes that compute and copy. \\[default: one per core]",
        show_default=False,
        rich_help_panel=HOW,
    ),
]
BlockSize = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=1_000_000,
        help="Patients that a worker loads at a time; more take more memory. \\[default: 16384]",
        show_default=False,
        rich_help_panel=HOW,
    ),
]
Restart = Annotated[
    bool,
    typer.Option("--restart", help="Drop an unfinished load and begin anew.", rich_help_panel=HOW),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Publish even where that drops tables, views and whatever else no load made.",
        rich_help_panel=HOW,
    ),
]
NoValidate = Annotated[
    bool,
    typer.Option("--no-validate", help="Publish without checking the rules.", rich_help_panel=HOW),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Count warnings, such as a metric out of its band, as violations.",
        rich_help_panel=HOW,
    ),
]
LockTimeout = Annotated[
    float,
    typer.Option(
        min=0.001,
        max=2_000_000,  # the server counts milliseconds in 31 bits
        metavar="SECONDS",
        help="How long publishing waits for whoever has the old dataset locked.",
        rich_help_panel=HOW,
    ),
]
