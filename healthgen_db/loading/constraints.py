"""Keys and indexes of the tables that stages fill: dropped before the copy, restored after it.

The migrations define them. Their definitions are read from the catalog and saved in load_definitions, so that a load
can continue after it was killed. When they are restored, they are compared with the catalog.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import LiteralString

import psycopg
from psycopg import sql

from healthgen_db.config.errors import SchemaError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Connect, Task, run_tasks
from healthgen_db.postgres.queries import scalars

# A key whose index CREATE UNIQUE INDEX can build first. Several builds on one table can run at the same time, while ADD
# PRIMARY KEY locks the table against everything else. Other keys, such as deferrable ones, are added by one statement.
PLAIN_KEY = re.compile(r"(?P<kind>PRIMARY KEY|UNIQUE) (?P<columns>\([^()]+\))")
# A table with so many rows does not fit into the cache of a processor.
LARGE = 100_000
REFERENCED = re.compile(r"FOREIGN KEY \(.*?\) REFERENCES (?P<table>.+?)\(")


@dataclass(frozen=True)
class Constraint:
    """A constraint or an index of a table, as pg_get_constraintdef or pg_get_indexdef shows it."""

    table: str
    """The table as SQL: quoted if necessary, and with its schema if the schema is not on the search path."""
    name: str
    kind: str
    """constraint or index"""
    definition: str
    position: int = field(compare=False)
    """Place in the order to restore."""
    valid: bool = True
    drop_statement: str = field(default="", compare=False)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Table, name and kind. The index of a key has the name of the key, and exists before the key."""
        return self.table, self.name, self.kind

    @property
    def foreign(self) -> bool:
        """Whether it is a foreign key. It needs the key that it refers to."""
        return self.kind == "constraint" and self.definition.startswith("FOREIGN KEY")

    @property
    def refers_to(self) -> str:
        """The table that a foreign key refers to, as SQL; empty for everything else."""
        found = REFERENCED.match(self.definition) if self.foreign else None
        return found["table"] if found else ""

    @property
    def exclusion(self) -> bool:
        """Whether it is an exclusion constraint. Its index cannot be built before it."""
        return self.kind == "constraint" and self.definition.startswith("EXCLUDE")

    @property
    def key(self) -> re.Match[str] | None:
        """The parts of a key whose index can be built before the key; None for everything else."""
        return PLAIN_KEY.fullmatch(self.definition) if self.kind == "constraint" else None

    def statement(self, template: LiteralString, **parts: str) -> sql.Composed:
        """Return the template with {table}, {name}, {definition} and further parts filled in."""
        texts = {"table": self.table, "definition": self.definition, **parts}
        return sql.SQL(template).format(
            name=sql.Identifier(self.name), **{part: sql.SQL(text) for part, text in texts.items()}
        )


def read_constraints(connection: psycopg.Connection, tables: Iterable[sql.Identifier]) -> list[Constraint]:
    """Return the constraints and indexes of these tables in the catalog, in the order to restore them.

    The foreign keys of other tables to these tables are among them.
    """
    names = [table.as_string(connection) for table in tables]
    query = resource("sql", "load", "constraints.sql").read_bytes()
    with errors_mapped():
        connection.execute("SELECT set_config('healthgen.tables', %s::text[]::text, FALSE)", [names])
        return [Constraint(*row) for row in connection.execute(query)]


def saved_constraints(connection: psycopg.Connection) -> list[Constraint]:
    """Return the constraints and indexes in load_definitions, in the order to restore them."""
    query = "SELECT table_name, name, kind, definition, position FROM load_definitions ORDER BY position"
    with errors_mapped():
        return [Constraint(*row) for row in connection.execute(query)]


def drop_constraints(connection: psycopg.Connection, tables: Iterable[sql.Identifier]) -> None:
    """Save the constraints and indexes of these tables in load_definitions, and drop them."""
    there = read_constraints(connection, tables)
    rows = [(each.table, each.name, each.kind, each.definition, each.position) for each in there]
    with errors_mapped(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO load_definitions (table_name, name, kind, definition, position)"
            " VALUES (%s, %s, %s, %s, %s)",
            rows,
        )
        # Foreign keys are dropped before the keys that they refer to.
        for each in reversed(there):
            cursor.execute(sql.SQL(each.drop_statement))


@contextmanager
def without_foreign_keys(connection: psycopg.Connection, tables: Iterable[sql.Identifier]) -> Iterator[None]:
    """Drop the foreign keys of these tables for a with block, and add them again after it.

    PostgreSQL then proves a key for all rows at once. While it exists, every copied row has its own query.
    """
    there = read_constraints(connection, tables)
    shown = _as_shown(connection, tables)
    keys = [each for each in there if each.foreign and each.table in shown]
    with errors_mapped():
        for each in keys:
            connection.execute(sql.SQL(each.drop_statement))
    yield
    with errors_mapped():
        for each in keys:
            connection.execute(each.statement("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))


class Restoration:
    """The steps that restore what was saved and is not in the catalog. A killed load may have done some of them.

    First, indexes are built, several of one table at the same time. An exclusion constraint locks its table against
    everything else, so the indexes of that table are built one after another; it takes longest and begins first.
    Second, keys get their indexes, and foreign keys are declared; neither takes time. Third, foreign keys are
    validated: several tables at the same time, but the keys of one table one after another, because the validation
    locks the table.

    tables: in the order in which work on them begins. The largest should be first.
    """

    def __init__(self, connection: psycopg.Connection, tables: Sequence[sql.Identifier]) -> None:
        self.tables = tables
        self.wanted = saved_constraints(connection)
        shown = _as_shown(connection, tables)
        self.large = _with_many_rows(connection, shown)
        # Tables that only refer to these tables come last. No stage fills them, so they are empty.
        self.order = list(dict.fromkeys([*shown, *(each.table for each in self.wanted)]))
        there = {each.identity: each for each in read_constraints(connection, tables)}
        missing = [each for each in self.wanted if each.identity not in there]
        builds = [
            each
            for own in self._by_table(missing)
            for each in own
            if each.exclusion
            or ((each.kind == "index" or each.key) and (each.table, each.name, "index") not in there)
        ]
        locked = dict.fromkeys(each.table for each in builds if each.exclusion)
        self.builds = [
            *([each for each in builds if each.table == table] for table in locked),
            *([each] for each in builds if each.table not in locked),
        ]
        self.additions = self._by_table(
            each for each in missing if each.kind == "constraint" and not each.foreign and not each.exclusion
        )
        self.declarations = [each for each in missing if each.foreign]
        self.validations = self._by_table(
            each for each in self.wanted if each.foreign and there.get(each.identity) != each
        )

    @property
    def steps(self) -> int:
        """Number of steps that run() reports."""
        return len(self.builds) + len(self.additions) + len(self.validations)

    def run(
        self, connect: Connect, *, connections: int, done: Callable[[int], None], beside: Sequence[Task] = ()
    ) -> None:
        """Restore everything, and call done(1) after each step.

        connections: number of connections to open; connect opens them in autocommit.
        beside: tasks that only read the tables. They run while foreign keys are validated, when connections are idle.

        Raises SchemaError if the catalog differs afterwards from what was saved.
        """
        if connections > 1:
            connect = partial(_without_parallel_workers, connect)
        builds = [_task([_build(each) for each in own]) for own in self.builds]
        run_tasks(connect, builds, connections=connections, done=done)
        additions = [_task([_add(own)]) for own in self.additions]
        run_tasks(connect, additions, connections=connections, done=done)
        with connect() as connection, errors_mapped():
            for each in self.declarations:
                template = "ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID"
                connection.execute(each.statement(template))
        validations = [
            _task([statement for each in own for statement in self._validate(each)])
            for own in self.validations
        ]
        run_tasks(connect, [*validations, *beside], connections=connections, done=done)
        with connect() as connection:
            differing = set(self.wanted) ^ set(read_constraints(connection, self.tables))
        if differing:
            names = ", ".join(sorted({f"{each.table}.{each.name}" for each in differing}))
            raise SchemaError(
                f"the restored constraints and indexes differ from those that were dropped: {names};"
                " load again with --restart"
            )

    def _validate(self, each: Constraint) -> list[sql.Composed]:
        # The planner would hash the rows of a large table. A hash table that is larger than the processor's cache takes
        # twice as long as a merge, because rows are mostly in the order of the keys that they refer to.
        hashing = "off" if each.refers_to in self.large else "on"
        return [
            sql.SQL("SET enable_hashjoin = {}").format(sql.SQL(hashing)),
            each.statement("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
        ]

    def _by_table(self, constraints: Iterable[Constraint]) -> list[list[Constraint]]:
        all_of_them = list(constraints)
        own = [[each for each in all_of_them if each.table == table] for table in self.order]
        return [each for each in own if each]


def _as_shown(connection: psycopg.Connection, tables: Iterable[sql.Identifier]) -> list[str]:
    """Return the tables as the catalog shows them on this search path."""
    names = [table.as_string(connection) for table in tables]
    query = "SELECT t.name::regclass::text FROM unnest(%s::text[]) WITH ORDINALITY AS t (name, place) ORDER BY t.place"
    return scalars(connection, query, [names])


def _with_many_rows(connection: psycopg.Connection, tables: Sequence[str]) -> set[str]:
    """Return those of these tables, as the catalog shows them, that had at least LARGE rows at the last ANALYZE."""
    query = "SELECT oid::regclass::text FROM pg_catalog.pg_class WHERE oid = ANY (%s::regclass[]) AND reltuples >= %s"
    return set(scalars(connection, query, [list(tables), LARGE]))


@contextmanager
def _without_parallel_workers(connect: Connect) -> Iterator[psycopg.Connection]:
    """Open a session whose statements use no parallel workers, because the sessions together use all cores already.

    A parallel worker needs time to start and to look up all pages of the table again.
    """
    with connect() as connection:
        with errors_mapped():
            connection.execute("SET max_parallel_maintenance_workers = 0")
            connection.execute("SET max_parallel_workers_per_gather = 0")
        yield connection


def _task(statements: Sequence[sql.Composed]) -> Task:
    def execute(connection: psycopg.Connection) -> None:
        with errors_mapped():
            for statement in statements:
                connection.execute(statement)

    return execute


def _build(each: Constraint) -> sql.Composed:
    if each.exclusion:
        return each.statement("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    if each.key is None:
        return each.statement("{definition}")
    return each.statement("CREATE UNIQUE INDEX {name} ON {table} {columns}", columns=each.key["columns"])


def _add(own: Sequence[Constraint]) -> sql.Composed:
    """Return one statement that adds all constraints of a table, so that PostgreSQL reads the table once."""
    clauses = [
        each.statement("ADD CONSTRAINT {name} {definition}")
        if each.key is None
        else each.statement("ADD CONSTRAINT {name} {key} USING INDEX {name}", key=each.key["kind"])
        for each in own
    ]
    return sql.SQL("ALTER TABLE {} {}").format(sql.SQL(own[0].table), sql.SQL(", ").join(clauses))
