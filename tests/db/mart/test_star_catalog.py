"""What BI tools read of the star before they ask for a row: tables, keys, relations and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Date, Engine, MetaData, Table, create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

WAREHOUSE, STAR = "healthcare", "healthcare_mart"
# Their keys are what they show, so a fact without a date or an hour has a null.
WITHOUT_NONE = {"dim_date", "dim_hour"}
# Automap turns these tables into relationships, because they have only two foreign keys.
LINKS = {"condition_medications", "specialty_treatments"}
UNCOMMENTED = """
    SELECT c.relname, a.attname
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'healthcare_mart'::regnamespace AND c.relkind IN ('r', 'v', 'm')
        AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)
"""
NAMES = """
    SELECT conname, contype::text, conrelid::regclass::text
    FROM pg_constraint
    WHERE connamespace = 'healthcare_mart'::regnamespace AND contype <> 'n'
"""


@pytest.fixture(scope="module")
def engine(star_dsn: str) -> Iterator[Engine]:
    """Give SQLAlchemy's engine on the database with the star."""
    engine = create_engine("postgresql+psycopg://", connect_args=conninfo_to_dict(star_dsn))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def tables(engine: Engine) -> dict[str, Table]:
    """Return the tables of the star by name, as reflection finds them."""
    metadata = MetaData()
    metadata.reflect(engine, schema=STAR)
    return {table.name: table for table in metadata.tables.values()}


def facts(tables: dict[str, Table]) -> dict[str, Table]:
    return {name: table for name, table in tables.items() if name.startswith("fact_")}


def test_the_star_has_facts_dimensions_and_a_wide_view_of_each_fact(
    tables: dict[str, Table], star: psycopg.Connection
) -> None:
    assert {name.partition("_")[0] for name in tables} == {"dim", "fact"}
    assert len(facts(tables)) >= 9
    views = star.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [STAR]).fetchall()
    assert {name for (name,) in views} == {name.replace("fact_", "wide_") for name in facts(tables)}


# Composite keys of the warehouse share columns with simple keys, and SQLAlchemy warns about that.
@pytest.mark.filterwarnings("ignore:relationship .* will copy column")
def test_automap_makes_a_class_of_each_table_and_a_relationship_of_each_key(engine: Engine) -> None:
    metadata = MetaData()
    for schema in (WAREHOUSE, STAR):
        metadata.reflect(engine, schema=schema)
    base = automap_base(metadata=metadata)
    # Several dates of a fact refer to dim_date, so each relationship is named after its columns.
    base.prepare(
        name_for_scalar_relationship=lambda *found: "of_" + "_".join(found[3].column_keys),
        name_for_collection_relationship=lambda *found: f"all_{found[3].name}",
    )
    classes: dict[str, Any] = dict(base.classes.items())
    assert set(classes) == {table.name for table in metadata.tables.values()} - LINKS
    for name, mapped in classes.items():
        if mapped.__table__.schema == STAR:
            to_one = [each for each in mapped.__mapper__.relationships if each.direction.name == "MANYTOONE"]
            assert len(to_one) == len(mapped.__table__.foreign_key_constraints), name
    with Session(engine) as session:
        bill = session.query(classes["fact_bill"]).order_by("billing_id").first()
        assert bill.of_patient_key.patient_key == bill.patient_key > 0
        assert bill.of_billed_date.date == bill.billed_date
        assert bill in bill.of_payer_key.all_fk_fact_bill_payer_key


def test_every_table_view_and_column_has_a_comment(star: psycopg.Connection) -> None:
    assert star.execute(UNCOMMENTED).fetchall() == []
    about = "SELECT obj_description(to_regnamespace(%s)::oid, 'pg_namespace')"
    assert "start here" in (star.execute(about, [STAR]).fetchone() or ("",))[0]


def test_a_wide_view_says_of_a_column_what_its_fact_says(star: psycopg.Connection) -> None:
    differing = """
        SELECT v.attrelid::regclass, v.attname FROM pg_attribute AS v JOIN pg_class AS w ON w.oid = v.attrelid
        JOIN pg_class AS t ON t.relname = 'fact' || substr(w.relname, 5) AND t.relnamespace = w.relnamespace
        JOIN pg_attribute AS f ON f.attrelid = t.oid AND f.attname = v.attname AND f.attnum > 0
        WHERE w.relname LIKE 'wide\\_%%' AND w.relnamespace = to_regnamespace(%s)
            AND col_description(v.attrelid, v.attnum) <> col_description(f.attrelid, f.attnum)
    """
    assert star.execute(differing, [STAR]).fetchall() == []


def test_each_comment_of_a_table_begins_with_what_a_row_is(tables: dict[str, Table]) -> None:
    assert [
        name for name, table in tables.items() if not (table.comment or "").startswith("One row for each ")
    ] == []


def test_each_table_has_a_key_of_one_column(tables: dict[str, Table]) -> None:
    # Power BI relates tables by one column; Metabase follows a foreign key only to such a key.
    keys = {name: [column.name for column in table.primary_key] for name, table in tables.items()}
    assert {name for name, columns in keys.items() if len(columns) != 1} == set()
    of_dimensions = {name: columns[0] for name, columns in keys.items() if name.startswith("dim_")}
    expected = {name: name.removeprefix("dim_") + "_key" for name in of_dimensions} | {"dim_date": "date"}
    assert of_dimensions == expected


def test_foreign_keys_lead_from_facts_to_dimensions_only(tables: dict[str, Table]) -> None:
    for name, table in tables.items():
        targets = {key.referred_table.name for key in table.foreign_key_constraints}
        if name.startswith("dim_"):
            # A second way from a fact to a dimension, as in a snowflake, confuses tools.
            assert targets == set(), name
        else:
            assert targets, name
            assert all(target.startswith("dim_") for target in targets), name


def test_each_key_and_date_of_a_fact_is_a_foreign_key_of_the_same_type(tables: dict[str, Table]) -> None:
    for name, table in facts(tables).items():
        for column in table.columns:
            refers = {key.column for key in column.foreign_keys}
            if column.name.endswith("_key") or isinstance(column.type, Date):
                assert len(refers) == 1, f"{name}.{column.name}"
                assert str(column.type) == str(refers.pop().type), f"{name}.{column.name}"
            else:
                assert refers == set(), f"{name}.{column.name}"


def test_the_keys_are_valid_and_named_by_the_convention(star: psycopg.Connection) -> None:
    prefixes = {"p": "pk", "f": "fk", "c": "ck", "u": "uq"}
    for name, kind, table in star.execute(NAMES).fetchall():
        assert name.startswith(f"{prefixes[kind]}_{table}"), name
    invalid = star.execute(
        "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = 'healthcare_mart'::regnamespace"
    )
    assert invalid.fetchall() == []


def test_each_dimension_has_a_row_for_none(tables: dict[str, Table], star: psycopg.Connection) -> None:
    without = []
    for name in tables:
        if name.startswith("dim_") and name not in WITHOUT_NONE:
            key = name.removeprefix("dim_") + "_key"
            found = star.execute(
                f"SELECT count(*), min({key}) FROM {name} WHERE {key} <= 0".encode()
            ).fetchone()
            if found != (1, 0):
                without.append((name, found))
    assert without == []
