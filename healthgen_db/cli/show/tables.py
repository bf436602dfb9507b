"""How reports are printed: as JSON, as text, or as a table that fits the screen."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# The width for files and pipes, which have no window. Lines of this length are easy to read.
PAGE_WIDTH = 120
# The nouns for rows of tables that are not named after them.
NOUNS = {"billing": "bills", "ed_stays": "stays in emergency departments", "adt_events": "ADT events"}
# What the schemas beside a dataset's own contain, with the verb for a sentence.
SIDES = {
    "messy": "a messy copy is",
    "mimic": "views with the tables of MIMIC-IV are",
    "mart": "a star schema is",
}


def show(values: object, screen: RenderableType, *, as_json: bool) -> None:
    """Print a report on standard output: the values as JSON, or the screen. A string is printed without line breaks."""
    if as_json:
        print(json.dumps(values, default=str, indent=2))
    elif isinstance(screen, str):
        print(screen)
    else:
        console = Console(highlight=False)
        if not console.is_terminal:
            console.width = PAGE_WIDTH
        console.print(screen)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, numbers: Collection[str] = ()
) -> Table:
    """Return rows as a table that fits a terminal of any width. numbers: the columns that are aligned right."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold", justify="right" if column in numbers else "left")
    for row in rows:
        # Text, because names may contain characters that Rich reads as markup
        shown.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return shown


def counted(rows: Mapping[str, int]) -> str:
    """Return the rows of tables in words: "1,000 patients, 4,900 visits, 4,900 bills"."""
    return ", ".join(f"{count:,} {NOUNS.get(name, name.replace('_', ' '))}" for name, count in rows.items())


def side_content(name: str) -> str:
    """Return what a schema beside a dataset's own contains, as the beginning of a sentence: "a messy copy is"."""
    return SIDES.get(name, f"tables of {name} are")
