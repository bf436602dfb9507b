"""Times other ways to load the same rows into the same tables: the server alone, and psql."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import sql

from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.loading.constraints import Constraint, Restoration, drop_constraints, read_constraints
from healthgen_db.loading.freeze import freeze_tasks
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.postgres.parallel import run_tasks
from healthgen_db.schema.migrate import upgrade
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World

__all__ = ["FinishedFiles", "copy_in_one_psql", "copy_on_the_server", "fresh_tables", "pgbench"]

PARTS = 2
"""The number of files for each table and of backends: the cores of the machine."""
TABLES = [sql.Identifier(table) for table in PatientsStage.tables]
LARGEST_FIRST = [sql.Identifier(table) for table in ("visits", "billing", "patients")]


class FinishedFiles:
    """The rows of a published dataset as files: binary ones in parts for the server, CSV ones for psql."""

    def __init__(self, dsn: str, schema: str, folder: Path, patients: int) -> None:
        self.folder = folder
        half = patients // PARTS
        with connect(dsn, schema=schema) as connection:
            for table in PatientsStage.tables:
                for part in range(PARTS):
                    first, last = part * half + 1, patients if part == PARTS - 1 else (part + 1) * half
                    query = sql.SQL("SELECT * FROM {} WHERE patient_id BETWEEN {} AND {} ORDER BY 1").format(
                        sql.Identifier(table), sql.Literal(first), sql.Literal(last)
                    )
                    _copy_to(connection, query, self.binary(table, part), "BINARY")
                query = sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(table))
                _copy_to(connection, query, self.csv(table), "CSV, HEADER")

    def binary(self, table: str, part: int) -> Path:
        """Return the path of a part of a table, in binary COPY format."""
        return self.folder / f"{table}.{part}.bin"

    def csv(self, table: str) -> Path:
        """Return the path of a whole table as CSV."""
        return self.folder / f"{table}.csv"


def _copy_to(connection: psycopg.Connection, query: sql.Composed, path: Path, form: str) -> None:
    connection.execute(
        sql.SQL("COPY ({}) TO {} (FORMAT {})").format(query, sql.Literal(str(path)), sql.SQL(form))
    )


@contextmanager
def fresh_tables(dsn: str, world: World, schema: str, *, bare: bool) -> Iterator[list[Constraint]]:
    """Give migrated tables with reference rows for a with block; bare: without the constraints of the fact tables."""
    upgrade(dsn, schema)
    with connect(dsn, schema=schema) as connection:
        for table, rows in reference_tables(world).items():
            copy_rows(connection, sql.Identifier(table), rows)
        there = read_constraints(connection, TABLES)
        if bare:
            drop_constraints(connection, TABLES)
    try:
        yield there
    finally:
        with connect(dsn) as connection:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))


def copy_on_the_server(dsn: str, world: World, files: FinishedFiles, *, vacuum: bool) -> float:
    """Return the seconds of the floor: binary COPY from files by two backends, constraints restored in parallel.

    vacuum: vacuum and analyze in between, as the load does.
    """
    with fresh_tables(dsn, world, "floor", bare=True):
        begin = perf_counter()
        tasks = [
            partial(_copy_from, table, files.binary(table, part))
            for part in range(PARTS)
            for table in PatientsStage.tables
        ]
        session = partial(connect, dsn, schema="floor", autocommit=True)
        run_tasks(session, tasks, connections=PARTS, done=lambda _: None)
        if vacuum:
            with session() as connection:
                tables = [sql.Identifier("floor", table) for table in PatientsStage.tables]
                freezing = freeze_tasks(connection, "floor", tables)
            run_tasks(session, freezing, connections=PARTS, done=lambda _: None)
        with session() as connection:
            restoration = Restoration(connection, LARGEST_FIRST)
        restoration.run(session, connections=PARTS, done=lambda _: None)
        return perf_counter() - begin


def _copy_from(table: str, path: Path, connection: psycopg.Connection) -> None:
    connection.execute(
        sql.SQL("COPY {} FROM {} (FORMAT BINARY)").format(sql.Identifier(table), sql.Literal(str(path)))
    )


def copy_in_one_psql(
    dsn: str, world: World, files: FinishedFiles, server: Server, *, constraints_after: bool
) -> float:
    r"""Return the seconds of \copy of the CSV files by one psql, with constraints added after, or in place."""
    with fresh_tables(dsn, world, "by_psql", bare=constraints_after) as there:
        script = [f"\\copy {table} from '{files.csv(table)}' csv header" for table in PatientsStage.tables]
        if constraints_after:
            with connect(dsn, schema="by_psql") as connection:
                script += [
                    _added(each).as_string(connection) + ";" for each in sorted(there, key=_keys_first)
                ]
        command = server.psql(["-v", "ON_ERROR_STOP=1", "-q", "-X"], schema="by_psql")
        begin = perf_counter()
        subprocess.run(command.argv, env=command.environment, input="\n".join(script), text=True, check=True)
        return perf_counter() - begin


def _keys_first(each: Constraint) -> tuple[bool, int]:
    return each.foreign, each.position


def _added(each: Constraint) -> sql.Composed:
    if each.kind == "index":
        return sql.Composed([sql.SQL(each.definition)])
    return each.statement("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def pgbench(server: Server, rows: int) -> dict[str, float]:
    """Return the seconds of pgbench -i for about the same number of rows, for comparison."""
    scale = max(1, round(rows / 100_000))
    command = server.psql()
    program = Path(command.argv[0]).with_name("pgbench")
    begin = perf_counter()
    subprocess.run(
        [program, "--initialize", "--quiet", "--scale", str(scale)],
        env=command.environment,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    seconds = perf_counter() - begin
    return {"rows": scale * 100_000, "seconds": seconds, "rows_per_second": scale * 100_000 / seconds}
