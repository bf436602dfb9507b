"""What all tables are built from: the metadata, its naming convention, and short forms of SQLAlchemy's declarations."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

# An error message or a query plan names only the constraint. With this convention, the name tells table and columns.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)

MONEY = sa.Numeric(12, 2)
PROFILE = sa.Numeric(5, 4)
"""Figures by which hospitals and doctors differ."""
WEIGHT = sa.Numeric(6, 4)
"""How often something is chosen, relative to others."""
PROBABILITY = sa.Numeric(4, 2)
MOMENT = sa.DateTime(timezone=True)


def table(name: str, comment: str, *parts: SchemaItem) -> sa.Table:
    """Return a table of the metadata with its comment, columns, constraints and indexes."""
    return sa.Table(name, metadata, *parts, comment=comment)


def column(
    name: str,
    kind: type[TypeEngine[Any]] | TypeEngine[Any] | None,
    comment: str,
    *rules: SchemaItem,
    null: bool = False,
    unique: bool = False,
    default: Any = None,  # noqa: ANN401 - SQLAlchemy takes text or a clause
) -> sa.Column[Any]:
    """Return a column with its comment. Unlike a column of SQLAlchemy, it is NOT NULL by default."""
    return sa.Column(
        name, kind, *rules, nullable=null, unique=unique, server_default=default, comment=comment
    )


def key(name: str, kind: type[TypeEngine[Any]], comment: str) -> sa.Column[Any]:
    """Return a primary key column. An INSERT without a value gets the next number; a given value is kept."""
    return sa.Column(name, kind, sa.Identity(always=False), primary_key=True, comment=comment)


def computed_key(name: str, kind: type[TypeEngine[Any]], comment: str) -> sa.Column[Any]:
    """Return a primary key column without a sequence: its values are computed from the numbers of other rows."""
    return sa.Column(name, kind, primary_key=True, autoincrement=False, comment=comment)


def reference(
    name: str, target: str, comment: str, *, key: str | None = None, null: bool = False, unique: bool = False
) -> sa.Column[Any]:
    """Return a column with a foreign key to a column of the table `target`, whose type it has.

    key: the name of the other column, by default the same name.
    """
    return column(name, None, comment, sa.ForeignKey(f"{target}.{key or name}"), null=null, unique=unique)


def foreign_key(target: str, *columns: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key of several columns, which have the same names in the table `target`."""
    return sa.ForeignKeyConstraint(columns, [f"{target}.{name}" for name in columns])


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Return a CHECK. Its full name begins with ck_ and the name of the table."""
    return sa.CheckConstraint(condition, name=name)


def one_of(name: str, words: Iterable[str]) -> sa.CheckConstraint:
    """Return a CHECK that a column has one of these words, or null if it may be null."""
    quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return check(name, f"{name} IN ({quoted})")
