"""How reports are printed: as JSON, as text, or as a table that fits the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# A file or a pipe has no window to fit into. Lines of this length can still be read.
PAGE_WIDTH = 120
# The nouns for rows of tables that are not named after them.
NOUNS = {"billing": "bills"}


def show(values: Mapping[str, Any] | Sequence[Any], shown: RenderableType, *, as_json: bool) -> None:
    """Print a report on standard output, in one form or the other; a string as it is, to be copied whole."""
    if as_json:
        print(json.dumps(values, default=str, indent=2))
        return
    if isinstance(shown, str):
        print(shown)
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAGE_WIDTH
    console.print(shown)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return rows as a table that fits a terminal of any width."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown


def counted(rows: Mapping[str, int]) -> str:
    """Return the rows of tables in words: "1,000 patients, 4,900 visits, 4,900 bills"."""
    return ", ".join(f"{count:,} {NOUNS.get(name, name.replace('_', ' '))}" for name, count in rows.items())
