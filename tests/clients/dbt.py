"""dbt, as analytics engineers use it: the star is its source, and it writes tables and a history into its own schema.

    uv run python -m tests.clients.dbt "$(uv run healthgen db url)"

It loads a small star (schema dbt_star), and makes a login that is a member of the readers' group role and owns the
schema dbt_work. dbt tests each key of the star there, builds a table, and keeps a snapshot of the bills. After a load
of a month later, the snapshot must have the history of each bill whose status has changed. In the end all is dropped.

Versions: newer than 1.11, dbt-core needs a file from outside the package index.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from healthgen_db import Config, load
from healthgen_db.reader.make_roles import Wanted
from healthgen_db.reader.names import group_name
from healthgen_db.reader.readers import make_readers
from tests.clients.star import Star, read_star

DBT = ["uv", "tool", "run", "--with", "dbt-postgres==1.11.0", "--from", "dbt-core==1.11.16", "dbt"]
WAREHOUSE, STAR, WORK, ANALYST = "dbt_star", "dbt_star_mart", "dbt_work", "dbt_analyst"
FIRST, LATER = date(2026, 5, 31), date(2026, 6, 30)
MODEL = """
{{ config(materialized='table') }}
SELECT d.month_start, p.payer_kind, sum(b.owed_usd) AS owed_usd
FROM {{ source('star', 'fact_bill') }} AS b
JOIN {{ source('star', 'dim_date') }} AS d ON d.date = b.billed_date
JOIN {{ source('star', 'dim_payer') }} AS p USING (payer_key)
GROUP BY 1, 2
"""


def main() -> None:
    """Build, load a later dataset, take the snapshot again, and check the history."""
    owner = sys.argv[1]
    with psycopg.connect(owner, autocommit=True) as connection, TemporaryDirectory() as folder:
        _drop(connection)
        try:
            _load(owner, FIRST)
            make_readers(owner, WAREHOUSE, Wanted(1))
            password = _make_analyst(connection)
            star = read_star(owner, STAR)
            _write_project(Path(folder), star, owner, password)
            print(f"dbt build: {_dbt(folder, 'build')}")
            before = _statuses(connection)
            _load(owner, LATER)
            changed = sum(
                before.get(bill, status) != status for bill, status in _statuses(connection).items()
            )
            print(f"dbt build a month later: {_dbt(folder, 'build')}")
            (closed,) = _row(
                connection, "SELECT count(*) FROM dbt_work.bill_status WHERE dbt_valid_to IS NOT NULL"
            )
            assert closed == changed > 0, (closed, changed)
            print(f"the snapshot has closed {closed} rows, of as many bills with a new status")
        finally:
            _drop(connection)


def _load(owner: str, today: date) -> None:
    config = Config(patients=300, today=today, origin=FIRST, mart=True)
    load(config, owner, schema=WAREHOUSE, check_rules=False)


def _make_analyst(connection: psycopg.Connection) -> str:
    """Make a login that reads as the readers do, owns a schema, and may make temporary tables, as snapshots need."""
    password = secrets.token_hex(8)
    names = {
        "analyst": sql.Identifier(ANALYST),
        "group": sql.Identifier(group_name(connection.info.dbname, WAREHOUSE)),
        "work": sql.Identifier(WORK),
        "database": sql.Identifier(connection.info.dbname),
        "password": sql.Literal(password),
    }
    for statement in (
        "CREATE ROLE {analyst} LOGIN PASSWORD {password} IN ROLE {group}",
        "GRANT TEMPORARY ON DATABASE {database} TO {analyst}",
        "CREATE SCHEMA {work} AUTHORIZATION {analyst}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
    return password


def _drop(connection: psycopg.Connection) -> None:
    group = group_name(connection.info.dbname, WAREHOUSE)
    for schema in (WORK, STAR, WAREHOUSE):
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
    roles = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = %s OR rolname = %s OR starts_with(rolname, %s)",
        [ANALYST, group, f"{group}_"],
    )
    for (role,) in roles.fetchall():
        connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(role)))


def _write_project(folder: Path, star: Star, owner: str, password: str) -> None:
    """Write the project. dbt's YAML may be JSON, so no library is needed to write it."""
    where = conninfo_to_dict(owner)
    output = {
        "type": "postgres", "host": where["host"], "port": int(str(where["port"])), "user": ANALYST,
        "password": password, "dbname": where["dbname"], "schema": WORK, "threads": 2,
    }  # fmt: skip
    profile = {"target": "here", "outputs": {"here": output}}
    snapshot = {
        "name": "bill_status",
        "relation": "source('star', 'fact_bill')",
        "config": {"unique_key": "billing_id", "strategy": "check", "check_cols": ["payment_status"]},
    }
    source = {"name": "star", "schema": STAR, "tables": [_table(star, name) for name in star.tables]}
    project = {
        "name": "star",
        "version": "1.0",
        "profile": "star",
        "flags": {"send_anonymous_usage_stats": False},
    }
    files = {
        "dbt_project.yml": json.dumps(project),
        "profiles.yml": json.dumps({"star": profile}),
        "models/sources.yml": json.dumps({"version": 2, "sources": [source]}),
        "models/owed_by_month.sql": MODEL,
        "snapshots/bills.yml": json.dumps({"version": 2, "snapshots": [snapshot]}),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _table(star: Star, table: str) -> dict[str, Any]:
    """Return a table of the source: each primary key is unique and not null, each foreign key has its row."""
    columns = []
    for (owner, column), comment in star.columns.items():
        if owner == table:
            tests: list[Any] = ["unique", "not_null"] if star.primary_keys[table] == column else []
            tests += [
                {"relationships": {"arguments": {"to": f"source('star', '{other}')", "field": key}}}
                for child, name, other, key in star.foreign_keys
                if (child, name) == (table, column)
            ]
            columns.append({"name": column, "description": comment, "data_tests": tests})
    return {"name": table, "description": star.tables[table], "columns": columns}


def _dbt(folder: str, command: str) -> str:
    """Run dbt, and return how many nodes of each kind ended in which way. Raises AssertionError if one failed."""
    ended = subprocess.run(
        [*DBT, command, "--project-dir", folder, "--profiles-dir", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    results = json.loads((Path(folder) / "target" / "run_results.json").read_text(encoding="utf-8"))[
        "results"
    ]
    kinds = Counter((each["unique_id"].partition(".")[0], each["status"]) for each in results)
    return ", ".join(f"{count} x {kind} {status}" for (kind, status), count in sorted(kinds.items()))


def _statuses(connection: psycopg.Connection) -> dict[int, str]:
    query = "SELECT billing_id, payment_status FROM dbt_star_mart.fact_bill"
    return dict(connection.execute(query).fetchall())


def _row(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(row)


if __name__ == "__main__":
    main()
