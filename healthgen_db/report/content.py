"""What is on the page, as plain values: sections with a finding, figures, and the tables behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from healthgen_db.briefing.numbers import number
from healthgen_db.history.datasets import Dataset

Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True)
class Facts:
    """What sections are made of."""

    schema: str
    dataset: Dataset
    rows: Mapping[str, Rows]
    """The rows of each query that a section names, by the name of its file."""


@dataclass(frozen=True)
class Column:
    """A column of a table. Numbers are aligned at the right."""

    key: str
    """The key of its value in a row."""
    title: str
    write: Callable[[Any], str] | None = None
    """How to write a value; by default texts stay as they are and numbers are written as in the briefing."""

    def text(self, row: Row) -> str:
        """Return the text of the column in a row; an empty one for None."""
        value = row.get(self.key)
        if value is None:
            return ""
        if self.write is not None:
            return self.write(value)
        return value if isinstance(value, str) else number(float(value))

    def is_number(self, rows: Sequence[Row]) -> bool:
        """Return whether the column has numbers."""
        first = next((row[self.key] for row in rows if row.get(self.key) is not None), "")
        return not isinstance(first, str) and hasattr(first, "__float__")


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first column names the row."""

    caption: str
    columns: Sequence[Column]
    rows: Rows


@dataclass(frozen=True)
class Figure:
    """A chart with its title, its text for people who do not see it, and its table under a fold."""

    title: str
    """A finding with its number, computed from the rows."""
    chart: Any
    """An Altair chart, see drawing.py; sizes are in drawing.py, too."""
    text: str
    """What the chart shows, with figures from the rows."""
    table: Table
    note: str = ""
    """What a reader has to know, in small letters below the chart."""
    half: bool = False
    """Whether two such figures stand side by side on a wide screen."""
    fit: bool = False
    """Whether the chart shrinks on a narrow screen, such as a map, which has no small letters. Others scroll."""


@dataclass(frozen=True)
class Number:
    """A large number with the words below it."""

    value: str
    words: str


@dataclass(frozen=True)
class Content:
    """What is in a section."""

    finding: str
    """The heading: a finding with its number, computed from the rows."""
    paragraphs: Sequence[str] = ()
    numbers: Sequence[Number] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    """Tables that are shown without a fold: short ones."""
    folded: Sequence[Table] = ()
    """Tables under a fold that belong to no chart."""


@dataclass(frozen=True)
class Section:
    """A section of the page, and what it reads."""

    id: str
    name: str
    """For the table of contents, and for the line about sections that are left out."""
    build: Callable[[Facts], Content | None]
    """Returns None if there are no rows: the section is left out then."""
    queries: Sequence[str] = ()
    """Names of files in sql/report, which several sections may share; each runs once."""
    without: str = "no rows"
    """Why the section is left out if there are no rows, such as "needs --operations"."""


@dataclass(frozen=True)
class Report:
    """The sections of a dataset, and those that are left out."""

    facts: Facts
    sections: Sequence[tuple[Section, Content]]
    left_out: Sequence[Section] = field(default=())
