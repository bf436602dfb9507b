"""All tables of the warehouse as SQLAlchemy metadata, and the statements that create its views.

The migrations together must create the same tables; a test compares them.
Nothing here creates anything in a database.
"""

from healthgen_db.schema.tables import (
    ambulances,
    decisions,
    facts,
    history,
    operations_events,
    operations_places,
    operations_stays,
    reference,
    roster,
    workforce,
)
from healthgen_db.schema.tables.base import metadata

__all__ = [
    "ambulances",
    "decisions",
    "facts",
    "history",
    "metadata",
    "operations_events",
    "operations_places",
    "operations_stays",
    "reference",
    "roster",
    "workforce",
]
