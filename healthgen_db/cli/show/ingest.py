"""What the command ingest prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import table

if TYPE_CHECKING:
    from healthgen_db.stream.lake.ingest import Ingested


def ingested_values(ingested: Ingested) -> dict[str, Any]:
    """Return what ingest --json prints."""
    return asdict(ingested)


def ingested_screen(ingested: Ingested, schema: str) -> RenderableType:
    """Return what was received, and where the rest is explained."""
    rows = {
        "messages received": f"{ingested.received:,}",
        "batches": f"{ingested.batches:,}",
        "messages read by silver": f"{ingested.refined:,}",
        "new events": f"{ingested.events:,}",
        "messages put into quarantine": f"{ingested.quarantined:,}",
        "messages that left the quarantine": f"{ingested.released:,}",
        "windows of KPIs computed": f"{ingested.windows:,}",
        "days of bronze dropped": f"{ingested.dropped_days:,}",
        "seconds": f"{ingested.seconds:.1f}",
    }
    parts: list[RenderableType] = [table(("Ingested", ""), rows.items())]
    if ingested.quarantined:
        parts.append(Text(f"The reasons are in the table {schema}_silver.quarantine."))
    if ingested.quarantined and not ingested.knows_hospitals:
        parts.append(
            Text(
                "No reference snapshot has come, so silver knows no hospital. Make one where the sender is:"
                " healthgen stream --reference-only --to - > FILE; then: healthgen ingest --reference FILE"
                " --replay-quarantine"
            )
        )
    return Group(*parts)
