"""How reports are printed: as JSON, as text, or as a table that fits the screen."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

# The width for files and pipes, which have no window. Lines of this length are easy to read.
PAGE_WIDTH = 120
# Cells of so many characters are not broken.
SHORT = 16
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
        # Only lines that verbatim() has made can be longer than the window.
        console.print(screen, crop=False)


def verbatim(text: str) -> Group:
    """Return commands or SQL as a text that the terminal breaks where its window ends, so that it can be copied."""
    # In a group, because Rich joins texts that are printed alone into one that it breaks.
    return Group(Text(text, no_wrap=True, overflow="ignore"))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, numbers: Collection[str] = ()
) -> Table:
    """Return rows as a table that fits a terminal of any width. numbers: the columns that are aligned right."""
    lines = [tuple(row) for row in rows]
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, column in enumerate(columns):
        # A narrow terminal breaks long texts, and leaves names and numbers whole.
        short = all(len(row[place]) <= SHORT for row in lines)
        shown.add_column(
            column, overflow="fold", no_wrap=short, justify="right" if column in numbers else "left"
        )
    for row in lines:
        # Text, because names may contain characters that Rich reads as markup
        shown.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return shown


def counted(rows: Mapping[str, int]) -> str:
    """Return the rows of tables in words: "1,000 patients, 4,900 visits, 4,900 bills"."""
    return ", ".join(f"{count:,} {NOUNS.get(name, name.replace('_', ' '))}" for name, count in rows.items())


def side_content(name: str) -> str:
    """Return what a schema beside a dataset's own contains, as the beginning of a sentence: "a messy copy is"."""
    return SIDES.get(name, f"tables of {name} are")
