"""The report of a Parquet dataset: its tables, their files and sizes."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import counted, table
from healthgen_db.parquet.manifest import Manifest

MB = 1e6


def parquet_values(out: str, manifest: Manifest) -> dict[str, Any]:
    """Return what spark generate --json prints."""
    return {
        "out": out,
        "engine": manifest.engine,
        "seed": manifest.config["seed"],
        "rows": manifest.rows,
        "bytes": manifest.bytes,
        "files": {name: each["files"] for name, each in manifest.tables.items()},
        "seconds": manifest.seconds,
        "total_seconds": round(sum(manifest.seconds.values()), 4),
        "fingerprint": manifest.fingerprint,
        "fingerprints": manifest.portable.digests,
    }


def parquet_screen(out: str, manifest: Manifest) -> RenderableType:
    """Return the tables that stages fill, and how to check and read them."""
    stage_tables = [name for stage in manifest.stages for name in stage["tables"]]
    lines = [
        (name, f"{each['rows']:,}", f"{each['files']:,}", f"{each['bytes'] / MB:,.1f}")
        for name, each in manifest.tables.items()
        if name in stage_tables
    ]
    columns = ("Table", "Rows", "Files", "MB")
    main_tables = {name: rows for name, rows in manifest.rows.items() if name in stage_tables[:3]}
    sentences = [
        f"{out} has {counted(main_tables)}, and {len(manifest.tables) - len(lines)} reference tables.",
        f"Seed {manifest.config['seed']}, portable fingerprint {manifest.fingerprint}.",
        f"Check the rules: healthgen validate --parquet {out}",
    ]
    return Group(table(columns, lines, numbers=columns[1:]), Text("\n".join(sentences)))
