"""What every table is made from: the metadata, its naming convention, columns that explain themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Identity, MetaData
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

# One convention, so an error message or a plan that names a constraint says at once which table and columns.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(naming_convention=NAMING_CONVENTION)


def column(
    name: str,
    kind: type[TypeEngine[Any]] | TypeEngine[Any],
    comment: str,
    *rules: SchemaItem,
    null: bool = False,
    unique: bool = False,
    default: Any = None,  # noqa: ANN401 - SQLAlchemy takes text or a clause
) -> Column[Any]:
    """Return a column with its comment; unlike SQLAlchemy's own, NOT NULL unless told otherwise."""
    return Column(name, kind, *rules, nullable=null, unique=unique, server_default=default, comment=comment)


def key(name: str, kind: type[TypeEngine[Any]], comment: str) -> Column[Any]:
    """Return a primary key that numbers itself when an INSERT leaves it out, and takes a given value."""
    return Column(name, kind, Identity(always=False), primary_key=True, comment=comment)
