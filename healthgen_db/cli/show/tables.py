"""How reports are printed: as JSON, as text, or as a table that fits the screen."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderableType, RenderResult
from rich.padding import Padding
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


@dataclass(frozen=True)
class FittingTable:
    """A table, or a list of its rows where a window is too narrow for the longest words of its columns."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Text]]
    numbers: Collection[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield what fits the window, for Rich."""
        columns = [
            [name, *(row[place].plain for row in self.rows)] for place, name in enumerate(self.columns)
        ]
        # Between two columns, and at both sides together, are two spaces.
        widths = fitting(
            [*map(narrowest, columns)], [*map(widest, columns)], options.max_width - 2 * len(columns)
        )
        yield self._list() if widths is None else self._grid(widths)

    def _grid(self, widths: Sequence[int]) -> Table:
        grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        for column, width in zip(self.columns, widths, strict=True):
            justify: JustifyMethod = "right" if column in self.numbers else "left"
            grid.add_column(column, width=width, overflow="fold", justify=justify)
        for row in self.rows:
            grid.add_row(*row)
        return grid

    def _list(self) -> Group:
        lines: list[RenderableType] = [Text()]
        for first, *others in self.rows:
            lines.append(Text.assemble(first, style="bold", overflow="fold"))
            for heading, cell in zip(self.columns[1:], others, strict=True):
                name = f"{heading}: " if heading else ""
                lines.append(Padding(Text.assemble(name, cell, overflow="fold"), (0, 0, 0, 2)))
        return Group(*lines)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, numbers: Collection[str] = ()
) -> FittingTable:
    """Return rows as a table that fits a window of any width. numbers: the columns that are aligned right."""
    # Text, because names may contain characters that Rich reads as markup
    cells = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return FittingTable(columns, cells, numbers)


def narrowest(cells: Sequence[str]) -> int:
    """Return the least width of a column: its lines are broken between words, and short cells are not broken at all."""
    parts = (part for cell in cells for part in ([cell] if len(cell) <= SHORT else cell.split()))
    return max(map(cell_len, parts))


def widest(cells: Sequence[str]) -> int:
    """Return the width of a column whose lines are not broken."""
    return max(cell_len(line) for cell in cells for line in cell.split("\n"))


def fitting(narrow: Sequence[int], wide: Sequence[int], room: int) -> list[int] | None:
    """Return widths from narrow to wide with a sum of room at most, or None if the narrow ones need more.

    The columns share the rest of the room evenly. What a column does not need is left to the others.
    """
    left = room - sum(narrow)
    if left < 0:
        return None
    widths = list(narrow)
    wishes = sorted((wide[place] - width, place) for place, width in enumerate(narrow))
    for number, (wish, place) in enumerate(wishes):
        given = min(wish, left // (len(wishes) - number))
        widths[place] += given
        left -= given
    return widths


def counted(rows: Mapping[str, int]) -> str:
    """Return the rows of tables in words: "1,000 patients, 4,900 visits, 4,900 bills"."""
    return ", ".join(f"{count:,} {NOUNS.get(name, name.replace('_', ' '))}" for name, count in rows.items())


def side_content(name: str) -> str:
    """Return what a schema beside a dataset's own contains, as the beginning of a sentence: "a messy copy is"."""
    return SIDES.get(name, f"tables of {name} are")
