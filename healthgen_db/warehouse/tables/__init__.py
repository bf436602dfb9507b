"""Every table of the warehouse as SQLAlchemy metadata: what the migrations must add up to."""

from healthgen_db.warehouse.tables import books, facts, reference
from healthgen_db.warehouse.tables.base import metadata

__all__ = ["books", "facts", "metadata", "reference"]
