"""How reports are printed: as JSON, as text, or as a table that fits the screen."""

from __future__ import annotations

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
    """A table that breaks texts between words only. Where a window is too narrow for that, it becomes several tables.

    Each has the columns of texts, and as many columns of numbers as fit. Without numbers, or where not even one of
    them fits, it becomes a list of the rows.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Text]]
    numbers: Collection[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield what fits the window, for Rich."""
        widths = self._widths(options.max_width)
        numbers = [place for place, column in enumerate(self.columns) if column in self.numbers]
        if widths is not None or not self.rows:
            yield self._grid(widths or [None] * len(self.columns))
        elif len(numbers) > 1:
            yield from self._parts(numbers, options.max_width)
        else:
            yield self._list()

    def _widths(self, window: int) -> list[int] | None:
        """Return the widths of the columns in a window; None if it is too narrow."""
        columns = [
            [name, *(row[place].plain for row in self.rows)] for place, name in enumerate(self.columns)
        ]
        # Between two columns, and at both sides together, are two spaces.
        return fitting([*map(narrowest, columns)], [*map(widest, columns)], window - 2 * len(columns))

    def _parts(self, numbers: Sequence[int], window: int) -> list[FittingTable]:
        texts = [place for place in range(len(self.columns)) if place not in numbers]
        parts = [[*texts, numbers[0]]]
        for place in numbers[1:]:
            wider = [*parts[-1], place]
            if self._only(wider)._widths(window) is None:
                parts.append([*texts, place])
            else:
                parts[-1] = wider
        return [self._only(part) for part in parts]

    def _only(self, places: Sequence[int]) -> FittingTable:
        """Return the table with some of its columns."""
        columns = [self.columns[place] for place in places]
        return FittingTable(columns, [[row[place] for place in places] for row in self.rows], self.numbers)

    def _grid(self, widths: Sequence[int | None]) -> Table:
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
                if cell.plain:
                    name = " ".join(heading.split())
                    value = Text.assemble(f"{name}: " if name else "", cell, overflow="fold")
                    lines.append(Padding(value, (0, 0, 0, 2), expand=False))
        return Group(*lines, Text())


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, numbers: Collection[str] = ()
) -> FittingTable:
    """Return rows as a table that fits a window of any width. numbers: the columns that are aligned right."""
    # Text, because names may contain characters that Rich reads as markup
    cells = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return FittingTable(columns, cells, numbers)


def narrowest(cells: Sequence[str]) -> int:
    """Return the least width of a column: its lines are broken between words, and short ones are not broken at all."""
    lines = [line for cell in cells for line in cell.split("\n")]
    parts = [part for line in lines for part in ([line] if cell_len(line) <= SHORT else line.split())]
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
