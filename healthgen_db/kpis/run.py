"""The run of the KPIs over the published dataset of a schema: which hospitals and windows, and where the values go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from healthgen_db.history.datasets import Dataset, require_dataset
from healthgen_db.kpis.compute import APPLICATION_NAME, KpiValue, compute
from healthgen_db.kpis.hospitals import hospital_moments
from healthgen_db.kpis.kpi_files import Kpi, read_kpis
from healthgen_db.kpis.record import record
from healthgen_db.kpis.windows import KINDS, recorded, windows
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.snapshots import shared_snapshot
from healthgen_db.progress import Progress


@dataclass(frozen=True)
class KpiRun:
    """The KPIs of hospitals of a dataset as of a moment."""

    schema: str
    dataset: Dataset
    as_of: dict[int, datetime]
    """By hospital_id, in its time zone."""
    values: list[KpiValue]
    reason_not_recorded: str | None


def run_kpis(
    dsn: str,
    schema: str,
    progress: Progress,
    *,
    hospital: str | None = None,
    kinds: Sequence[str] = tuple(KINDS.values()),
    as_of: str | None = None,
    number: int = 1,
    kpis: Sequence[Kpi] | None = None,
) -> KpiRun:
    """Compute the KPIs of the last closed windows, and write them into kpi_values.

    hospital: number of a hospital or a part of its name; None: all that are at work
    as_of: date or timestamp, see as_of_moment(); None: the end of the dataset's today
    number: how many windows of each kind, for a history
    kpis: by default all shipped ones

    Raises ConfigError for a wrong hospital or moment, RuleFileError for a query that fails, WarehouseError if there is
    no dataset or the server fails.
    """
    chosen = read_kpis() if kpis is None else kpis
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="measured"),
    ):
        dataset = require_dataset(connection, schema)
        moments = hospital_moments(connection, dataset, as_of=as_of, wanted=hospital)
        wanted = recorded(
            (
                window
                for each, moment in moments.items()
                for window in windows(each, moment, kinds, number=number)
            ),
            dataset.start,
        )
        with shared_snapshot(connection) as snapshot:
            values = compute(dsn, schema, snapshot, chosen, wanted, progress=progress)
        reason = record(connection, dataset.dataset_id, values)
    return KpiRun(schema, dataset, {each.hospital_id: at for each, at in moments.items()}, values, reason)
