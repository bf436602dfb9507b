"""What a reload would drop: errors name all kinds of user objects, in the schema and depending on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing

import psycopg
import pytest

from healthgen_db.config.errors import SchemaError
from healthgen_db.postgres.connection import connect
from healthgen_db.publish.user_objects import refuse_user_objects
from healthgen_db.schema.migrate import downgrade, upgrade

LOADING = "healthcare__loading"

TEXT_SEARCH = """
    CREATE TEXT SEARCH CONFIGURATION conf (COPY = pg_catalog.simple);
    CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = pg_catalog.simple);
    CREATE TEXT SEARCH TEMPLATE temp (LEXIZE = dsimple_lexize);
    CREATE TEXT SEARCH PARSER parse (
        START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype
    )
"""
EQUALS = "CREATE FUNCTION same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
USER_OBJECTS = {
    "aggregate": (
        "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)",
        r"aggregate total\(integer\)",
    ),
    "collation": ("CREATE COLLATION plain (LOCALE = 'C')", "collation plain"),
    "composite type": ("CREATE TYPE pair AS (a int, b int)", "type pair"),
    "conversion": (
        "CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8",
        "conversion c",
    ),
    "domain": ("CREATE DOMAIN positive AS int CHECK (VALUE > 0)", "type positive"),
    "extension, once for all its types and operators": (
        "CREATE EXTENSION citext SCHEMA healthcare",
        "extension citext",
    ),
    "extension with a view": (
        "CREATE EXTENSION pg_buffercache SCHEMA healthcare",
        "extension pg_buffercache",
    ),
    "function": (
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'",
        r"function f\(integer\)",
    ),
    "operator": (
        EQUALS + "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = same)",
        r"function same\(text,text\), operator ===\(text,text\)",
    ),
    "operator class": (
        "CREATE OPERATOR CLASS ints FOR TYPE int USING btree AS FUNCTION 1 btint4cmp(int, int)",
        "operator class ints USING btree, operator family ints USING btree",
    ),
    "operator family": ("CREATE OPERATOR FAMILY fam USING hash", "operator family fam USING hash"),
    "publication of a table": (
        "CREATE PUBLICATION p FOR TABLE patients",
        "publication of table .*patients in publication p",
    ),
    "statistics": ("CREATE STATISTICS s ON age, gender FROM patients", "statistics object s"),
    "text search": (
        TEXT_SEARCH,
        "text search configuration conf, .* dictionary dict, .* parser parse, text search template temp",
    ),
}


@pytest.fixture(scope="module")
def replaceable(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[psycopg.Connection]:
    """Return a connection to a database with a schema that could replace the published one."""
    with databases() as dsn:
        upgrade(dsn, LOADING)
        with closing(connect(dsn, schema="healthcare")) as connection:
            refuse_user_objects(connection, "healthcare", LOADING, LOADING, replaced=())
            yield connection


@pytest.mark.parametrize("kind", USER_OBJECTS)
def test_what_no_load_made_is_named(replaceable: psycopg.Connection, kind: str) -> None:
    make, named = USER_OBJECTS[kind]
    with replaceable.transaction(force_rollback=True):
        replaceable.execute(make.encode())
        with pytest.raises(SchemaError, match=rf"would drop them: {named};.*--replace"):
            refuse_user_objects(replaceable, "healthcare", LOADING, LOADING, replaced=())


def test_a_schema_of_an_older_healthgen_has_to_be_migrated_first(dsn: str) -> None:
    upgrade(dsn, LOADING)
    downgrade(dsn, "healthcare", "0007")
    with (
        closing(connect(dsn, schema="healthcare")) as connection,
        pytest.raises(SchemaError, match=r"run healthgen migrate --schema healthcare first"),
    ):
        refuse_user_objects(connection, "healthcare", LOADING, LOADING, replaced=())


def test_a_publication_of_the_schema_is_named_where_there_is_such_a_thing(
    replaceable: psycopg.Connection,
) -> None:
    with replaceable.transaction(force_rollback=True):
        try:
            replaceable.execute("CREATE PUBLICATION p FOR TABLES IN SCHEMA healthcare")
        except psycopg.errors.SyntaxError:
            assert replaceable.info.server_version < 150_000
            return
        with pytest.raises(SchemaError, match="publication namespace healthcare in publication p"):
            refuse_user_objects(replaceable, "healthcare", LOADING, LOADING, replaced=())
