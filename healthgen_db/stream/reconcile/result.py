"""What a reconciliation found: for each relation how many rows are equal, and why the others are not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

NOT_SENT, NOT_INGESTED, NOT_RECORDED = "not sent yet", "not ingested yet", "not recorded yet"
IRREPARABLE, QUARANTINED, OF_THE_FEED = "irreparable", "quarantined", "of the feed itself"
NOT_COMPUTED = "not computed yet"
LOST, UNEXPLAINED = "LOST", "UNEXPLAINED"
EXPLAINED = (NOT_SENT, NOT_INGESTED, NOT_RECORDED, NOT_COMPUTED, IRREPARABLE, QUARANTINED, OF_THE_FEED)
FAULTS = (LOST, UNEXPLAINED)
REASONS = EXPLAINED + FAULTS
"""All reasons, in the order in which they are shown."""
KPI_VALUES = "kpi_values"


@dataclass(frozen=True)
class Example:
    """One row that differs."""

    relation: str
    reason: str
    key: str
    """What it is, such as: encounter 272150001, stay 2."""
    detail: str
    """What differs: the value of the warehouse, and that of the lake."""


@dataclass
class Relation:
    """How the rows of a relation compare."""

    name: str
    rows: int
    """Rows of the warehouse; for KPI values those of the windows that are closed in silver."""
    equal: int
    reasons: dict[str, int] = field(default_factory=dict)
    """Rows that differ, by reason."""

    @property
    def faults(self) -> int:
        """How many rows differ for no good reason."""
        return sum(self.reasons.get(reason, 0) for reason in FAULTS)


@dataclass(frozen=True)
class Reconciled:
    """The result for a warehouse and a lake."""

    schema: str
    ingested: str
    target: str | None
    """The receiver whose position counted; None: the feed has no position."""
    sent_until: datetime | None
    """Position of the stream; None: everything counts as sent."""
    relations: list[Relation]
    examples: list[Example]
    seconds: Mapping[str, float]

    @property
    def ok(self) -> bool:
        """Whether every difference has a good reason."""
        return not any(each.faults for each in self.relations)

    @property
    def differences(self) -> int:
        """How many rows differ, whatever the reason."""
        return sum(sum(each.reasons.values()) for each in self.relations)
