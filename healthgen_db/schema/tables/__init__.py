"""All tables of the warehouse as SQLAlchemy metadata. The migrations together must create the same tables."""

from healthgen_db.schema.tables import facts, history, reference
from healthgen_db.schema.tables.base import metadata

__all__ = ["facts", "history", "metadata", "reference"]
