"""The status of a schema, a fingerprint, and the status of the embedded server."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import counted, side_content, table, verbatim
from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.export.status import LoadUnderWay, Status
from healthgen_db.history.datasets import Dataset
from healthgen_db.local_server.server import Status as ServerStatus

LEFT_UNTIL = "the next load drops it, if no session reads it and no object depends on it"


def fingerprint_values(found: Fingerprint) -> dict[str, Any]:
    """Return what fingerprint --json prints."""
    return {"fingerprint": found.whole, "fingerprints": found.digests, "rows": found.rows}


def fingerprint_screen(found: Fingerprint) -> RenderableType:
    """Return a dataset's digests."""
    rows = [(each.table, f"{each.rows:,}", each.digest) for each in found.tables]
    rows.append(("all", f"{sum(found.rows.values()):,}", found.whole))
    return table(("Table", "Rows", "Digest"), rows, numbers=("Rows",))


def status_values(found: Status) -> dict[str, Any]:
    """Return what status --json prints."""
    return {
        "schema": found.schema,
        "server_version": found.server_version,
        "revision": found.revision,
        "head_revision": found.head_revision,
        "size_bytes": found.size_bytes,
        "messy_schema": found.side_schemas.get("messy"),
        "mimic_schema": found.side_schemas.get("mimic"),
        "mart_schema": found.side_schemas.get("mart"),
        "dataset": _dataset_values(found.dataset),
        "load": None if found.load is None else _load_values(found.load),
        "retired": found.retired,
        "readers": found.readers,
    }


def _load_values(load: LoadUnderWay) -> dict[str, Any]:
    holder = load.holder
    return {
        "running": holder is not None,
        "pid": holder and holder.pid,
        "since": holder and holder.since,
        "patients_loaded": load.rows.get("patients", 0),
        "rows_loaded": load.rows,
        "dataset": _dataset_values(load.dataset),
    }


def _dataset_values(dataset: Dataset | None) -> dict[str, Any] | None:
    """Return the row of a dataset, and the number of rows of each table by its name."""
    if dataset is None:
        return None
    return {name: getattr(dataset, name) for name in Dataset.__dataclass_fields__} | (dataset.rows or {})


def status_screen(found: Status) -> RenderableType:
    """Return the status in words."""
    lines = [f"Schema {found.schema} on PostgreSQL {found.server_version}"]
    if found.revision is None and found.load is None:
        lines.append(f"  has no warehouse; create one with: healthgen load --schema {found.schema}")
    elif found.revision is not None:
        behind = "" if found.revision == found.head_revision else f", newest is {found.head_revision}"
        lines.append(f"  tables at revision {found.revision}{behind}; {found.size_bytes / 2**20:,.1f} MiB")
    lines += _dataset_lines(found.dataset) if found.dataset else ["  no dataset"] if found.revision else []
    lines += [f"  {side_content(name)} in schema {side}" for name, side in found.side_schemas.items()]
    if found.readers:
        logins = "1 login" if len(found.readers) == 1 else f"{len(found.readers)} logins"
        lines.append(f"  {logins} may only read; healthgen db reader shows the list")
    load = found.load
    if load is not None and load.holder is not None:
        lines.append(f"A load is running: {_so_far(load)} so far; {load.holder.described}")
    elif load is not None:
        lines.append(f"A load was stopped after {_so_far(load)}: run the same command again to continue")
    lines += [f"{name} was replaced; {LEFT_UNTIL}" for name in found.retired]
    return Text("\n".join(lines))


def _so_far(load: LoadUnderWay) -> str:
    tables = [] if load.dataset is None else load.dataset.tables
    return counted({table: load.rows.get(table, 0) for table in tables}) or "no row"


def _dataset_lines(dataset: Dataset) -> list[str]:
    finished = "" if dataset.finished_at is None else f", loaded {dataset.finished_at:%Y-%m-%d %H:%M:%S} UTC"
    in_order = {table: (dataset.rows or {}).get(table, 0) for table in dataset.tables}
    return [
        f"  dataset {dataset.dataset_id}{finished} by healthgen {dataset.generator_version}",
        f"  {counted(in_order) or 'number of rows not known'}; admissions {dataset.start} to {dataset.today}",
        f"  seed {dataset.seed}, fingerprint {dataset.fingerprint}",
    ]


def server_screen(found: ServerStatus) -> RenderableType:
    """Return the embedded server's status in words."""
    if found.version is None:
        return verbatim(f"there is no embedded server in {found.home} yet; healthgen db start creates one")
    running = f"is running on port {found.port} (pid {found.pid})" if found.running else "is not running"
    return verbatim(
        f"the embedded PostgreSQL {found.version} {running}\n"
        f"  data  {found.data} ({found.size_bytes / 2**20:,.1f} MiB)\n"
        f"  log   {found.log}"
    )
