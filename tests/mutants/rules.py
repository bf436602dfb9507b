"""Mutants of rules: without a condition, with another constant, another comparator, or blind to missing values.

A mutant that cannot differ from the rule is not made. The reasons are in the code: a text has no order that matters, a
column that is NOT NULL has no missing values, a group has at least one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psycopg

__all__ = ["Column", "Columns", "read_columns", "rule_mutants"]

# Comments and strings, in which no comparator stands.
OPAQUE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
COMPARATOR = re.compile(r"(?<![-<>=])(?:<>|<=|>=|<|>|=)(?![<>=])|IS (?:NOT )?DISTINCT FROM")
# Which of less, equal and greater a comparator accepts.
ACCEPTS = {"<": "l", "<=": "le", "=": "e", ">=": "eg", ">": "g", "<>": "lg"}
NEGATION = {"<": ">=", "<=": ">", "=": "<>", ">=": "<", ">": "<=", "<>": "="}
# Operands: a column with or without its table, a literal, or the end of something longer.
BEFORE = re.compile(r"([\w.]+|'[^']*'|\)) $")
AFTER = re.compile(r" ?([\w.]+|'[^']*'|\()")
NUMBER = r"(?<![\w.'-])\d+(?![\w.']| months)"
UNORDERED = {"text", "boolean"}


@dataclass(frozen=True)
class Column:
    """What the catalog tells of a column."""

    type: str
    nullable: bool


Columns = Mapping[tuple[str, str], Column]
"""By table and name."""


def read_columns(connection: psycopg.Connection, schema: str) -> dict[tuple[str, str], Column]:
    """Read the columns of a schema's tables and views."""
    query = (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = %s"
    )
    rows = connection.execute(query, [schema]).fetchall()
    return {(table, name): Column(kind, nullable == "YES") for table, name, kind, nullable in rows}


def rule_mutants(query: str, columns: Columns) -> list[str]:
    """Return every mutant of a rule's query, each once."""
    made = [
        *without_conditions(query),
        *with_other_constants(query),
        *with_other_comparators(query, columns),
        *with_other_ends(query),
        *blind_to_nulls(query, columns),
        *with_fewer_values(query),
    ]
    return [mutant for mutant in dict.fromkeys(made) if mutant != query]


def without_conditions(query: str) -> Iterator[str]:
    """Take away one condition of a WHERE, HAVING, USING or PARTITION BY, or one side of an OR."""
    lines = query.split("\n")
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        alone = re.match(r"(\s*(?:WHERE|HAVING)) \S.*(?<!\()$", line)
        if alone:
            yield "\n".join([*before, f"{alone[1]} TRUE", *after])
        if re.match(r"\s*(WHERE|HAVING)$", line) and "CASE" not in after[0]:
            yield "\n".join([*before, line, "TRUE", *after[1:]])
        if re.match(r"\s*(AND|OR) ", line):
            yield "\n".join([*before, *after])
        if after and (choice := re.match(r"(\s*)OR (.*)", after[0])):
            yield "\n".join([*before, choice[1] + choice[2], *after[1:]])
        for pair in re.finditer(r"(USING \(|PARTITION BY )([\w.]+), ([\w.]+)", line):
            for kept in (pair[2], pair[3]):
                yield "\n".join([*before, line.replace(pair[0], pair[1] + kept), *after])
        for choice in re.finditer(r"\((\S[^()]*) OR (\S[^()]*)\)", line):
            for kept in (choice[1], choice[2]):
                yield "\n".join([*before, line.replace(choice[0], f"({kept})"), *after])


def with_other_constants(query: str) -> Iterator[str]:
    """Move a number by one, or drop a word of a list."""
    for number in re.finditer(NUMBER, query):
        for step in (-1, 1):
            other = str(int(number[0]) + step)
            # A long number at several places is one figure.
            if len(number[0]) > 3:
                yield re.sub(NUMBER.replace(r"\d+", number[0]), other, query)
            else:
                yield query[: number.start()] + other + query[number.end() :]
    for words in re.finditer(r"IN \(('[^)]*)\)", query):
        items = words[1].split(", ")
        for item in items if len(items) > 1 else []:
            rest = ", ".join(other for other in items if other != item)
            yield query[: words.start(1)] + rest + query[words.end(1) :]


def with_other_comparators(query: str, columns: Columns) -> Iterator[str]:
    """Accept less, equal or greater where the rule does not, or the other way round; and negate."""
    for found in COMPARATOR.finditer(_without_texts(query)):
        for other in _neighbours(query, found, columns):
            yield query[: found.start()] + other + query[found.end() :]
    for written, other in (("NOT BETWEEN", "BETWEEN"), ("NOT IN", "IN")):
        yield from _each(query, rf"\b{written}\b", other)


def with_other_ends(query: str) -> Iterator[str]:
    """Move or drop one end of a BETWEEN whose ends are not constants."""
    for found in re.finditer(r"BETWEEN ([\w.]*[a-z]\w*) AND ([\w.]*[a-z]\w*)", query):
        low, high = found[1], found[2]
        ends = [(f"{low} + 1", high), (f"{low} - 1", high), (low, f"{high} + 1"), (low, f"{high} - 1")]
        for first, last in [*ends, ("-32000", high), (low, "32000")]:
            yield query[: found.start()] + f"BETWEEN {first} AND {last}" + query[found.end() :]


def blind_to_nulls(query: str, columns: Columns) -> Iterator[str]:
    """Lose or change what the rule does with missing values."""
    yield from _each(query, r"\bIS NULL\b", "IS NOT NULL")
    yield from _each(query, r"\bIS NOT NULL\b", "IS NULL")
    yield from _each(query, r"\b(?:coalesce|nullif)\(((?:[^(),]|\([^()]*\))+), [^()]*\)", r"\1")
    yield from _each(query, r"\bLEFT JOIN\b", "JOIN")
    for counted in dict.fromkeys(re.findall(r"\bcount\(([\w.]+)\)", query)):
        if _nullable(query, counted, columns):
            yield query.replace(f"count({counted})", "count(*)")
    for found in COMPARATOR.finditer(query):
        missing = [_nullable(query, name, columns) for name in _operands(query, found)]
        # Two missing values are not distinct, one is distinct from any value.
        if found[0] == "IS DISTINCT FROM" and any(missing):
            yield query[: found.start()] + "<>" + query[found.end() :]
        if found[0] == "IS NOT DISTINCT FROM" and all(missing):
            yield query[: found.start()] + "=" + query[found.end() :]


def with_fewer_values(query: str) -> Iterator[str]:
    """Drop one argument of a function that looks at several, or count equal values several times."""
    for called in re.finditer(r"\b(greatest|least|num_nulls)\(([^()]*)\)", query):
        arguments = called[2].split(", ")
        for left_out in range(len(arguments)):
            rest = ", ".join(arguments[:left_out] + arguments[left_out + 1 :])
            yield query[: called.start()] + f"{called[1]}({rest})" + query[called.end() :]
    for counted in dict.fromkeys(re.findall(r"\bcount\(DISTINCT [\w.]+\)", query)):
        yield query.replace(counted, counted.replace("DISTINCT ", ""))


def _each(query: str, pattern: str, other: str) -> Iterator[str]:
    """Replace each place where the pattern occurs, one at a time."""
    for found in re.finditer(pattern, query):
        yield query[: found.start()] + found.expand(other) + query[found.end() :]


def _without_texts(query: str) -> str:
    """Return the query with blanks in place of comments and strings."""
    return OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), query)


def _neighbours(query: str, found: re.Match[str], columns: Columns) -> list[str]:
    """Return the comparators that accept one outcome more or less, and the negation."""
    written = found[0]
    if written.startswith("IS"):
        return ["IS DISTINCT FROM" if "NOT" in written else "IS NOT DISTINCT FROM"]
    operands = _operands(query, found)
    negation = NEGATION[written]
    if any(_unordered(query, name, columns) for name in operands):
        return [negation]
    near = [other for other, accepts in ACCEPTS.items() if len(set(accepts) ^ set(ACCEPTS[written])) == 1]
    # A group has at least one row, so its count is never less than 1.
    if _counts_rows(query[: found.start()]) and operands[1] == "1":
        near = [other for other in near if set(ACCEPTS[other]) - {"l"} != set(ACCEPTS[written]) - {"l"}]
    return [*near, negation]


def _counts_rows(before: str) -> bool:
    return re.search(r"count\((\*|DISTINCT \w+)\) $", before) is not None


def _operands(query: str, found: re.Match[str]) -> tuple[str, str]:
    before, after = BEFORE.search(query[: found.start()]), AFTER.match(query[found.end() :])
    return before[1] if before else "", after[1] if after else ""


def _tables(query: str) -> dict[str, tuple[str, bool]]:
    """Return the table behind each name in FROM and JOIN, and whether an outer join may leave it empty."""
    return {
        found[3] or found[2]: (found[2], found[1] is not None)
        for found in re.finditer(r"(LEFT )?\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?", query)
    }


def _columns(query: str, name: str, columns: Columns) -> list[tuple[Column, bool]]:
    """Return the columns that a name can mean, each with whether an outer join may leave it empty."""
    table, _, column = name.rpartition(".")
    tables = _tables(query)
    candidates = [tables[table]] if table in tables else list(tables.values())
    return [(columns[place, column], outer) for place, outer in candidates if (place, column) in columns]


def _unordered(query: str, name: str, columns: Columns) -> bool:
    """Say whether an operand is a text or a boolean, whose order means nothing."""
    if name.startswith("'"):
        return True
    found = _columns(query, name, columns)
    return bool(found) and all(column.type in UNORDERED for column, _ in found)


def _nullable(query: str, name: str, columns: Columns) -> bool:
    """Say whether an operand may be missing; an expression or a column of a subquery may be."""
    found = _columns(query, name, columns)
    return not found or any(column.nullable or outer for column, outer in found)
