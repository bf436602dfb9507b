"""Every table of the warehouse as SQLAlchemy metadata: what the migrations must add up to."""

from healthgen_db.schema.tables import facts, history, reference
from healthgen_db.schema.tables.base import metadata

__all__ = ["facts", "history", "metadata", "reference"]
