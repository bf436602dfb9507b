"""Options of messy copies: how many faults a load makes, and whether an export writes them."""

from __future__ import annotations

from typing import Annotated

import typer

from healthgen_db.cli.commands import options as o

__all__ = ["ExportMessy", "Messy"]

Messy = Annotated[
    float | None,
    typer.Option(
        metavar="0..1",
        help="Also make a messy copy of the flat tables, in schema SCHEMA_messy: faults in this share of cells "
        "and rows, each on record. \\[default: 0, none]",
        show_default=False,
        rich_help_panel=o.WHAT,
    ),
]
ExportMessy = Annotated[
    bool,
    typer.Option(
        "--messy",
        help="Write the messy copies in place of the clean tables; messy_changes, the record of their faults, goes "
        "into the folder answers below.",
        rich_help_panel=o.OUTPUT,
    ),
]
