"""Draws tables and their foreign keys as a Mermaid erDiagram, which GitHub shows as a picture.

ERAlchemy 1.7 was tried. It draws a composite key as several edges, shows a unique foreign key as "many", puts the
schema into each name, and has neither words on edges nor notes on columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

# Mermaid has no blanks in types.
SHORT_TYPES = {"timestamp with time zone": "timestamptz", "double precision": "double", "integer": "int"}


@dataclass(frozen=True)
class Diagram:
    """What a diagram shows."""

    # The file with the markers, relative to the top folder.
    file: str
    tables: Sequence[str]
    # Shown columns, with a note or "".
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # For each foreign key, the words on its edge. "" hides the edge.
    # Without words, as in a star, an edge shows the columns of its keys, and a fact shows all other columns.
    words: Mapping[str, str] | None = None
    schema: str = "healthcare"


def draw(diagram: Diagram, metadata: MetaData) -> str:
    """Return the diagram as Mermaid text. Raises KeyError for a table, column or key that is not in the metadata."""
    schema = diagram.schema
    tables = [metadata.tables[f"{schema}.{name}"] for name in diagram.tables]
    keys = [key for table in tables for key in foreign_keys(table) if key.referred_table in tables]
    lines = ["erDiagram", *(f"    {edge}" for edge in edges(keys, diagram.words))]
    for table in tables:
        shown = diagram.columns.get(table.name, {})
        if diagram.words is None and table.foreign_keys:
            shown = {column.name: "" for column in table.columns if not column.foreign_keys}
        if shown:
            lines.append(f"    {table.name} {{")
            lines += [f"        {column_line(table.columns[name], note)}" for name, note in shown.items()]
            lines.append("    }")
    return "\n".join(lines)


def foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    """Return the foreign keys of a table in the order of their columns."""
    place = {column: number for number, column in enumerate(table.columns)}
    return sorted(table.foreign_key_constraints, key=lambda key: [place[column] for column in key.columns])


def edges(keys: Sequence[ForeignKeyConstraint], words: Mapping[str, str] | None) -> Iterator[str]:
    """Yield an edge for each key with words. Without any words, equal edges become one, with the columns of all."""
    if words is None:
        columns: dict[str, list[str]] = {}
        targets = list(dict.fromkeys(key.referred_table for key in keys))
        for key in keys:
            # Mermaid draws the first table of an edge above the second one: half of the dimensions go below the facts.
            below = targets.index(key.referred_table) % 2 == 1
            columns.setdefault(arrow(key, reverse=below), []).extend(key.column_keys)
        yield from (f'{edge} : "{", ".join(names)}"' for edge, names in columns.items())
        return
    names = [str(key.name) for key in keys]
    if unknown := words.keys() - names:
        raise KeyError(f"no foreign key between the tables of the diagram: {sorted(unknown)}")
    drawn = [f'{arrow(key)} : "{words[name]}"' for name, key in zip(names, keys, strict=True) if words[name]]
    # Two keys with the same words, such as those of a crew's two members, are one edge.
    yield from dict.fromkeys(drawn)


def arrow(key: ForeignKeyConstraint, *, reverse: bool = False) -> str:
    """Return both tables and how many rows of each belong to one row of the other, as far as the keys tell."""
    optional = any(column.nullable for column in key.columns)
    single = unique(key.table, key.column_keys)
    if reverse:
        return f"{key.table.name} {'|o' if single else '}o'}--{'o|' if optional else '||'} {key.referred_table.name}"
    return (
        f"{key.referred_table.name} {'|o' if optional else '||'}--{'o|' if single else 'o{'} {key.table.name}"
    )


def unique(table: Table, columns: Sequence[str]) -> bool:
    """Tell whether a key of the table has no other columns than these."""
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    sets = [set(key.columns.keys()) for key in keys]
    sets += [set(index.columns.keys()) for index in table.indexes if index.unique]
    return any(key <= set(columns) for key in sets if key)


def column_line(column: Column[object], note: str) -> str:
    """Return a column as Mermaid wants it: type, name, keys, note."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    name = column.type.compile(dialect).lower().partition("(")[0]
    marks = [mark for mark, is_so in [("PK", column.primary_key), ("FK", column.foreign_keys)] if is_so]
    parts = [SHORT_TYPES.get(name, name), column.name, ", ".join(marks), f'"{note}"' if note else ""]
    return " ".join(part for part in parts if part)
