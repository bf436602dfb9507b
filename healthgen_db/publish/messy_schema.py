"""The messy schema beside a published one: text copies of the flat tables with faults, and the record of those.

Each schema of a warehouse has its own: SCHEMA_messy goes with SCHEMA, and while a load runs, a loading one with the
loading schema. The two are renamed by the same transaction, so nobody sees a messy copy of another dataset.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.checks.rule_files import Metric, Rule, read_metrics, read_rules
from healthgen_db.config.resources import resource
from healthgen_db.loading.freeze import vacuum
from healthgen_db.messy.fault_file import CHANGES, load_faults
from healthgen_db.postgres.connection import connect, errors_mapped, require_usage
from healthgen_db.postgres.parallel import Task
from healthgen_db.publish.user_objects import refuse_user_objects
from healthgen_db.schema.migrate import FACT_TABLES
from healthgen_db.schema.schema_names import in_schema, messy_schema, schema_exists, table_exists

__all__ = [
    "MESSY_TABLES",
    "checks",
    "exists",
    "finishing",
    "is_replaced",
    "make",
    "refuse_user_objects_in_messy",
]

MESSY_TABLES = tuple(f"{table}_flat" for table in FACT_TABLES)
SCHEMA_COMMENT = (
    "Messy text copies of the flat tables made by healthgen, for practice: no row describes a real person."
)
TABLE_COMMENT = "Messy copy, all of it text, some rows twice; what is wrong is in messy_changes. "
# The schema that tells what a messy schema may have; it is never committed.
PATTERN_SUFFIX = "_new"

KEY = "ALTER TABLE messy_changes ADD CONSTRAINT pk_messy_changes PRIMARY KEY (change_id)"
INDEX = (
    "CREATE INDEX IF NOT EXISTS ix_messy_changes_table_name_row_key ON messy_changes (table_name, row_key)"
)


def make(connection: psycopg.Connection, loading: str, name: str | None = None) -> None:
    """Create the messy schema of a loading schema, its tables without rows; the caller commits.

    name: another name for it.
    """
    messy = name or messy_schema(loading)
    with errors_mapped():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(messy)))
        _comment(connection, sql.SQL("SCHEMA {}").format(sql.Identifier(messy)), SCHEMA_COMMENT)
        with in_schema(connection, loading):
            columns = _flat_columns(connection)
        with in_schema(connection, messy):
            for (table, comment), own in groupby(columns, key=lambda column: (column[0], column[1])):
                _make_copy(connection, table, comment, {column: words for _, _, column, words in own})
            for file in (CHANGES, "messy_kinds"):
                connection.execute(resource("sql", "messy", f"{file}.sql").read_bytes())
            rows = [(name, kind.description, kind.lossy) for name, kind in load_faults().kinds.items()]
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO messy_kinds VALUES (%s, %s, %s)", rows)


def finishing(loading: str) -> list[Task]:
    """Return what is left to do when all rows are there: statements that may run side by side, and again."""
    return [partial(step, messy_schema(loading)) for step in (_index, _vacuum)]


def checks() -> tuple[list[Rule], list[Metric]]:
    """Return the rules and metrics of a dataset with a messy copy, to be run beside those of every dataset."""
    return (
        read_rules(resource("sql", "messy", "rules")),
        read_metrics(resource("sql", "messy", "metrics")),
    )


def exists(dsn: str, schema: str) -> bool:
    """Tell whether a schema has a messy copy."""
    with connect(dsn, application_name="healthgen messy") as connection, errors_mapped():
        if not table_exists(connection, messy_schema(schema), CHANGES):
            return False
        require_usage(connection, messy_schema(schema))
        return True


def is_replaced(connection: psycopg.Connection, schema: str, loading: str) -> bool:
    """Tell whether publishing takes a messy schema away: an earlier load's, or what stands in the new one's way."""
    messy = messy_schema(schema)
    return table_exists(connection, messy, CHANGES) or (
        schema_exists(connection, messy) and schema_exists(connection, messy_schema(loading))
    )


def refuse_user_objects_in_messy(connection: psycopg.Connection, schema: str, loading: str) -> None:
    """Raise SchemaError, naming what is not ours, if publishing would take it away with a messy schema."""
    if not is_replaced(connection, schema, loading):
        return
    pattern = messy_schema(loading) + PATTERN_SUFFIX
    with errors_mapped(), connection.transaction(force_rollback=True):
        make(connection, loading, pattern)
        _index(pattern, connection)
        refuse_user_objects(connection, messy_schema(schema), pattern)


def _flat_columns(connection: psycopg.Connection) -> list[tuple[str, str, str, str]]:
    query = resource("sql", "messy", "flat_columns.sql").read_bytes()
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query).fetchall()


def _make_copy(connection: psycopg.Connection, table: str, comment: str, columns: dict[str, str]) -> None:
    name = sql.Identifier(table)
    own = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(column)) for column in columns)
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, own))
    _comment(connection, sql.SQL("TABLE {}").format(name), TABLE_COMMENT + comment)
    for column, words in columns.items():
        _comment(connection, sql.SQL("COLUMN {}").format(sql.Identifier(table, column)), words)


def _comment(connection: psycopg.Connection, target: sql.Composable, words: str) -> None:
    connection.execute(sql.SQL("COMMENT ON {} IS {}").format(target, sql.Literal(words)))


def _index(messy: str, connection: psycopg.Connection) -> None:
    with errors_mapped(), connection.transaction(), in_schema(connection, messy):
        if connection.execute("SELECT 1 WHERE to_regclass('pk_messy_changes') IS NULL").fetchone():
            connection.execute(KEY)
        connection.execute(INDEX)
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(CHANGES)))


def _vacuum(messy: str, connection: psycopg.Connection) -> None:
    with in_schema(connection, messy):
        vacuum(connection, list(MESSY_TABLES))
