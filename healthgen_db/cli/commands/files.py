"""Options that name files and folders: what is read from them, and what is written into them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from healthgen_db.cli.commands import options as o
from healthgen_db.config.errors import ConfigError

__all__ = [
    "ConfigFile",
    "ExportOutdir",
    "FileFormat",
    "Format",
    "Outdir",
    "SummaryOutdir",
    "ZipPoolFile",
]


class FileFormat(StrEnum):
    """The kinds of file that an export can write."""

    csv = "csv"
    parquet = "parquet"


def _path(option: str) -> Callable[[str], Path]:
    """Return what makes a path of an option's value: an empty one would stand for the current folder."""

    def path(given: str) -> Path:
        if not given.strip():
            raise ConfigError(f"{option} is empty: give a path, or leave it out")
        return Path(given)

    return path


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        parser=_path("--config"),
        metavar="FILE.toml",
        help="Options from a file, such as [bold]patients = 5000[/bold]. Options given beside it win.",
        show_default=False,
        rich_help_panel=o.WHAT,
    ),
]
ZipPoolFile = Annotated[
    Path | None,
    typer.Option(
        parser=_path("--zip-pool-file"),
        metavar="FILE.csv",
        help="ZIP codes to use in place of the shipped ones: columns zipcode (or zip, postal_code) and, if you "
        "like, state and city.",
        show_default=False,
        rich_help_panel=o.WHAT,
    ),
]
Outdir = Annotated[
    Path | None,
    typer.Option(
        parser=_path("--outdir"),
        metavar="DIR",
        help="Also write the tables as flat CSV files, and the validation summary, into this folder.",
        show_default=False,
        rich_help_panel=o.OUTPUT,
    ),
]
SummaryOutdir = Annotated[
    Path | None,
    typer.Option(
        "--outdir",
        parser=_path("--outdir"),
        metavar="DIR",
        help="Also write validation_summary.json and validation_report.txt into this folder.",
        show_default=False,
        rich_help_panel=o.OUTPUT,
    ),
]
ExportOutdir = Annotated[
    Path,
    typer.Option(
        "--outdir",
        parser=_path("--outdir"),
        metavar="DIR",
        help="Folder for the files.",
        show_default=False,
        rich_help_panel=o.OUTPUT,
    ),
]
Format = Annotated[FileFormat, typer.Option("--format", help="The kind of files.", rich_help_panel=o.OUTPUT)]
