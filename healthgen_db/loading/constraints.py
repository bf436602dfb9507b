"""Keys and indexes of the fact tables: taken off for the copy, put back as they were.

The migrations stay the one source of what they are: their definitions are read from the catalog, kept in
load_definitions (so that a killed load can go on), and compared with the catalog once they are back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import SchemaError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.postgres.parallel import Connect, Task, run_tasks

__all__ = ["LARGEST_FIRST", "Constraint", "Restoration", "drop", "read", "save", "saved"]

# A key that CREATE UNIQUE INDEX can build first: building takes a lock that several builds of a table share,
# while ADD PRIMARY KEY keeps all others out. Other keys (deferrable, ...) are added as they are.
PLAIN_KEY = re.compile(r"(?P<kind>PRIMARY KEY|UNIQUE) (?P<columns>\([^()]+\))")
# Of the fact tables, visits has the most rows, columns and indexes: what takes longest begins first.
LARGEST_FIRST = ("visits", "billing", "patients")


@dataclass(frozen=True)
class Constraint:
    """A constraint or index of a fact table, as pg_get_constraintdef or pg_get_indexdef words it."""

    table: str
    name: str
    kind: str
    definition: str
    position: int = field(compare=False)
    valid: bool = True

    @property
    def identity(self) -> tuple[str, str, str]:
        """Table, name and kind: a key's index has the key's name, and stands alone until the key takes it."""
        return self.table, self.name, self.kind

    @property
    def foreign(self) -> bool:
        """Whether it is a foreign key, which needs the key it refers to."""
        return self.kind == "constraint" and self.definition.startswith("FOREIGN KEY")

    @property
    def key(self) -> re.Match[str] | None:
        """The parts of a key whose index can be built ahead of it; None for all else."""
        return PLAIN_KEY.fullmatch(self.definition) if self.kind == "constraint" else None

    def statement(self, template: str, **parts: str) -> sql.Composed:
        """Return the template with {table}, {name}, {definition} and further parts filled in."""
        return sql.SQL(template).format(
            table=sql.Identifier(self.table),
            name=sql.Identifier(self.name),
            **{part: sql.SQL(text) for part, text in {"definition": self.definition, **parts}.items()},
        )


def read(connection: psycopg.Connection) -> list[Constraint]:
    """Return what the catalog has for the fact tables on the search path, in the order to restore it."""
    query = resource("sql", "load", "definitions.sql").read_text(encoding="utf-8")
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        return [
            Constraint(table, name, kind, definition, position, valid)
            for table, name, kind, definition, valid, position in cursor.execute(query)
        ]


def save(connection: psycopg.Connection, definitions: Iterable[Constraint]) -> None:
    """Write the definitions into load_definitions."""
    rows = [(d.table, d.name, d.kind, d.definition, d.position) for d in definitions]
    with errors_mapped(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO load_definitions (table_name, name, kind, definition, position)"
            " VALUES (%s, %s, %s, %s, %s)",
            rows,
        )


def saved(connection: psycopg.Connection) -> list[Constraint]:
    """Return the definitions that load_definitions keeps, in the order to restore them."""
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(
            "SELECT table_name, name, kind, definition, position FROM load_definitions ORDER BY position"
        )
        return [Constraint(*row) for row in rows]


def drop(connection: psycopg.Connection, definitions: Iterable[Constraint]) -> None:
    """Drop what the definitions name, last first: foreign keys before the keys they refer to."""
    with errors_mapped():
        for each in sorted(definitions, key=lambda d: d.position, reverse=True):
            if each.kind == "index":
                connection.execute(each.statement("DROP INDEX {name}"))
            else:
                connection.execute(each.statement("ALTER TABLE {table} DROP CONSTRAINT {name}"))


class Restoration:
    """The steps from what the catalog has to what was saved: all, or those that a killed load left undone.

    Indexes come first, several of a table at a time. Then keys take over their indexes, which takes no time, and
    foreign keys are declared, which takes none either, and proven: tables side by side, each its own one after
    another, as Postgres locks a table against itself here.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self.wanted = saved(connection)
        there = {d.identity: d for d in read(connection)}
        missing = [d for d in self.wanted if d.identity not in there]
        self.builds = sorted(
            (d for d in missing if (d.kind == "index" or d.key) and (d.table, d.name, "index") not in there),
            key=lambda d: LARGEST_FIRST.index(d.table),
        )
        self.additions = [d for d in missing if d.kind == "constraint" and not d.foreign]
        self.declarations = [d for d in missing if d.foreign]
        self.proofs = [d for d in self.wanted if d.foreign and there.get(d.identity) != d]

    @property
    def steps(self) -> int:
        """How many steps run() reports."""
        return len(self.builds) + len(_by_table(self.additions)) + len(_by_table(self.proofs))

    def run(
        self, connect: Connect, *, connections: int, done: Callable[[int], None], beside: Sequence[Task] = ()
    ) -> None:
        """Do it over so many connections in autocommit inside the schema, calling done(1) after each step.

        beside: what may read the tables while foreign keys are proven, which leaves connections idle.

        Raises SchemaError if the catalog then has anything else than was saved.
        """
        if connections > 1:
            connect = partial(_alone, connect)
        run_tasks(connect, [_build(d) for d in self.builds], connections=connections, done=done)
        run_tasks(connect, [_add(ds) for ds in _by_table(self.additions)], connections=connections, done=done)
        with connect() as connection, errors_mapped():
            for each in self.declarations:
                template = "ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID"
                connection.execute(each.statement(template))
        proofs = [_prove(ds) for ds in _by_table(self.proofs)]
        run_tasks(connect, [*proofs, *beside], connections=connections, done=done)
        with connect() as connection:
            _compare(self.wanted, read(connection))


@contextmanager
def _alone(connect: Connect) -> Iterator[psycopg.Connection]:
    """Open a session whose statements run in its own process: side by side they keep the cores busy as it is.

    A parallel worker first has to be made, and to find every page of the table in memory by itself.
    """
    with connect() as connection:
        with errors_mapped():
            connection.execute("SET max_parallel_maintenance_workers = 0")
            connection.execute("SET max_parallel_workers_per_gather = 0")
        yield connection


def _by_table(definitions: Iterable[Constraint]) -> list[list[Constraint]]:
    tables: dict[str, list[Constraint]] = {table: [] for table in LARGEST_FIRST}
    for each in definitions:
        tables[each.table].append(each)
    return [own for own in tables.values() if own]


def _build(each: Constraint) -> Task:
    key = each.key
    if key is None:
        statement = sql.Composed([sql.SQL(each.definition)])
    else:
        statement = each.statement("CREATE UNIQUE INDEX {name} ON {table} {columns}", columns=key["columns"])
    return lambda connection: _execute(connection, statement)


def _add(own: list[Constraint]) -> Task:
    """Add constraints of one table in one statement, so that it reads the table once."""
    clauses = sql.SQL(", ").join(map(_addition, own))
    statement = sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(own[0].table), clauses)
    return lambda connection: _execute(connection, statement)


def _addition(each: Constraint) -> sql.Composed:
    key = each.key
    if key is None:
        return each.statement("ADD CONSTRAINT {name} {definition}")
    return each.statement("ADD CONSTRAINT {name} {key} USING INDEX {name}", key=key["kind"])


def _prove(own: list[Constraint]) -> Task:
    statements = [each.statement("ALTER TABLE {table} VALIDATE CONSTRAINT {name}") for each in own]

    def prove(connection: psycopg.Connection) -> None:
        for statement in statements:
            _execute(connection, statement)

    return prove


def _execute(connection: psycopg.Connection, statement: sql.Composed) -> None:
    with errors_mapped():
        connection.execute(statement)


def _compare(wanted: Iterable[Constraint], there: Iterable[Constraint]) -> None:
    """Raise SchemaError, naming what differs, unless both are the same."""
    differing = set(wanted) ^ set(there)
    if differing:
        names = ", ".join(sorted({f"{d.table}.{d.name}" for d in differing}))
        raise SchemaError(
            f"the constraints and indexes put back differ from those taken off: {names};"
            " load again with --restart"
        )
