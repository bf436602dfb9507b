"""The run of a reconciliation: both sides in one snapshot, tables first, then KPI values."""

from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect, tune_for_analysis
from healthgen_db.postgres.queries import scalar
from healthgen_db.postgres.snapshots import one_snapshot
from healthgen_db.progress import Progress, Stopwatch
from healthgen_db.stream.reconcile.kpis import compare_kpis
from healthgen_db.stream.reconcile.position import find_position
from healthgen_db.stream.reconcile.result import Reconciled
from healthgen_db.stream.reconcile.sides import Sides
from healthgen_db.stream.reconcile.tables import examples, find_differences

APPLICATION_NAME = "healthgen reconcile"
WORK_MEM = "128MB"


def reconcile(
    dsn: str,
    schema: str,
    progress: Progress,
    *,
    ingested: str | None = None,
    target: str | None = None,
    hospital: str | None = None,
    kpis: bool = True,
    number: int = 3,
) -> Reconciled:
    """Compare silver and gold with the warehouse that sent the messages.

    ingested: the prefix of silver and gold; None: the schema of the warehouse
    target: the receiver that counts, as `healthgen stream --to` names it; None: the one that
        the sources of bronze fit
    hospital: only this one; its number, or a part of its name
    number: how many examples of each relation and reason

    Raises ConfigError for a wrong option, WarehouseError if there is nothing to compare or the server fails.
    """
    watch = Stopwatch(progress)
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="compared"),
    ):
        require_dataset(connection, schema)
        chosen = None if hospital is None else hospitals_at_work(connection, hospital)
        sides = Sides(schema, ingested or schema, chosen)
        sides.require(connection)
        tune_for_analysis(connection, work_mem=WORK_MEM)
        with one_snapshot(connection):
            position = find_position(connection, sides.feed, sides.bronze, target)
            sides.name(connection, position)
            with watch.phase("tables"):
                relations = find_differences(connection)
            shown = examples(connection, number)
            if kpis:
                snapshot = str(scalar(connection, "SELECT pg_export_snapshot()"))
                compared, of_kpis = compare_kpis(
                    dsn, connection, sides, snapshot=snapshot, number=number, progress=watch
                )
                relations.append(compared)
                shown += of_kpis
    return Reconciled(
        schema,
        sides.ingested,
        None if position is None else position.target,
        None if position is None else position.sent_at,
        relations,
        shown,
        watch.seconds,
    )
