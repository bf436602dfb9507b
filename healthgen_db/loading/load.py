"""The load: it builds a dataset in a schema of its own, phase by phase, and publishes it when it is complete.

Each phase finds out by itself what is already done. So a load that was killed at any moment can be run again with the
same command, and it ends with the same dataset.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

import psycopg

from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.results import Validation
from healthgen_db.checks.run import validate
from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.fingerprint import Fingerprint, TableDigest, table_digest
from healthgen_db.history.datasets import Dataset, complete_dataset, note_seconds
from healthgen_db.history.loaded_units import loaded_units
from healthgen_db.history.lock import end_leftovers, load_lock
from healthgen_db.loading.begin import begin
from healthgen_db.loading.constraints import Restoration
from healthgen_db.loading.freeze import freeze_tasks, largest_first
from healthgen_db.loading.identities import advance_identities
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.load_unit import Job
from healthgen_db.loading.plan import Plan
from healthgen_db.loading.sql_stages import create_views, fill_tables
from healthgen_db.loading.unit_loader import UnitLoader
from healthgen_db.loading.workers import Workers
from healthgen_db.postgres.parallel import Task, run_tasks
from healthgen_db.postgres.pooling import server_pid
from healthgen_db.progress import Progress, Stopwatch
from healthgen_db.publish.retired import drop_retired
from healthgen_db.publish.swap import publish
from healthgen_db.schema.schema_names import qualified, side_schema
from healthgen_db.stages.handed_on import HandedOnFiles
from healthgen_db.stages.stage import SqlStage, Stage
from healthgen_db.stages.work_units import remaining

# How long to wait for readers of the replaced dataset. If they do not end, the next load drops it.
RETIRED_PATIENCE_SECONDS = 5.0


class Load:
    """One load of one schema. run() does everything. The other methods are its phases, in order.

    loader: what loads the work units; by default processes of this machine, as many as the options say.
    """

    def __init__(
        self, plan: Plan, options: LoadOptions, progress: Progress, loader: UnitLoader | None = None
    ) -> None:
        self.plan = plan
        self.options = options
        self.loader = loader or Workers(plan.world, plan.stages, self._useful_workers())
        self.watch = Stopwatch(progress)
        self.control = 0
        # Rules and metrics are read before anything is changed, so that a wrong file stops the load before the copy.
        self.checks = check_folders(plan.parts) if options.validate else None

    def run(self) -> LoadResult:
        """Load, validate and publish.

        A dataset that breaks a rule (or, with strict, gives a warning) stays in the loading schema, and `published` is
        False.

        Raises ConfigError if an unfinished load has other inputs, SchemaError for user objects, LoadError for a work
        unit, WarehouseError for everything else that the server refuses.
        """
        plan, options = self.plan, self.options
        with (
            self.loader,
            load_lock(plan.dsn, plan.schema, lock_timeout=options.lock_timeout) as control,
        ):
            self.control = server_pid(control)
            drop_retired(control, plan.schema, patience=0, replace=options.replace)
            dataset, resumed = begin(plan, control, options, self.watch)
            folder = plan.handed_on_folder(dataset)
            job = Job(plan.dsn, plan.schema, plan.loading, dataset.dataset_id, self.control, folder)
            for stage in plan.stages:
                self._copy(job, stage)
            self.loader.end()
            # The server may not notice for hours that a machine was lost in the middle of a unit.
            end_leftovers(control, plan.schema)
            self._freeze(dataset)
            for sql_stage in plan.sql_stages:
                self._fill(dataset, sql_stage)
            found = self._restore_constraints()
            for sql_stage in plan.sql_stages:
                with self.watch.phase(sql_stage.name), self._connect() as connection:
                    create_views(connection, sql_stage, plan.loading, dataset.dataset_id)
            validation = self._validate()
            published = validation is None or self._passes(validation)
            if published:
                self._publish(control, dataset, found)
                HandedOnFiles(folder).remove()
        place = plan.schema if published else plan.loading
        return LoadResult(
            dataset_id=dataset.dataset_id,
            schema=place,
            published=published,
            resumed=resumed,
            seconds=self.watch.seconds,
            side_schemas={name: side_schema(place, name) for name in plan.sides},
            fingerprint=found,
            validation=None if validation is None else replace(validation, schema=place),
        )

    def _useful_workers(self) -> int:
        units = (len(stage.work_units(self.plan.world)) for stage in self.plan.stages)
        return min(self.options.workers, max(units))

    def _copy(self, job: Job, stage: Stage) -> None:
        """Load the units of a stage that an interrupted load has not committed."""
        with self._connect() as connection:
            loaded = [
                each.unit for each in loaded_units(connection, job.dataset_id) if each.stage == stage.name
            ]
        units = remaining(stage.work_units(self.plan.world), loaded)
        total = sum(unit.ids for unit in (*loaded, *units))
        with self.watch.phase("copy", total=total, unit=stage.counts) as advance:
            advance(sum(unit.ids for unit in loaded))
            self.loader.load(job, stage, units, loaded=loaded, done=advance)

    def _freeze(self, dataset: Dataset) -> None:
        with self._connect() as connection:
            tables = largest_first(connection, self.plan.copied_tables)
            tasks = freeze_tasks(connection, self.plan.loading, tables)
        with self.watch.phase("vacuum", total=len(tasks)) as advance:
            self._run_freeze(dataset, tasks, advance)

    def _fill(self, dataset: Dataset, stage: SqlStage) -> None:
        """Fill and freeze the tables of a SQL stage."""
        fills = stage.fills()
        if not fills:
            return
        loading, connections = self.plan.loading, self.options.workers
        side = side_schema(loading, stage.name)
        with self.watch.phase(stage.name, total=len(fills) + 1, unit="tables") as advance:
            fill_tables(
                self._connect, stage, loading, dataset.dataset_id, connections=connections, done=advance
            )
            with self._connect() as connection:
                tables = largest_first(connection, [qualified(loading, table) for table in stage.tables])
                tasks = freeze_tasks(connection, side, tables)
            self._run_freeze(dataset, tasks, lambda _: None)
            advance(1)

    def _run_freeze(self, dataset: Dataset, tasks: Sequence[Task], done: Callable[[int], None]) -> None:
        with self._connect() as connection:
            # PostgreSQL marks only rows whose commits are on disk; see freeze.py.
            note_seconds(connection, dataset.dataset_id, self.watch.seconds)
        run_tasks(self._connect, tasks, connections=self.options.workers, done=done)

    def _restore_constraints(self) -> Fingerprint:
        """Restore keys and indexes. Connections that would be idle meanwhile read all rows for the fingerprint."""
        found: dict[str, TableDigest] = {}

        def digest(table: str, connection: psycopg.Connection) -> None:
            found[table] = table_digest(connection, self.plan.loading, table)

        with self._connect() as connection:
            tables = largest_first(connection, self.plan.tables)
            restoration = Restoration(connection, tables)
        by_size = sorted(
            self.plan.fingerprinted, key=lambda name: tables.index(qualified(self.plan.loading, name))
        )
        digests: list[Task] = [partial(digest, table) for table in by_size]
        with self.watch.phase("constraints", total=restoration.steps + len(digests)) as advance:
            restoration.run(self._connect, connections=self.options.workers, done=advance, beside=digests)
        return Fingerprint(tuple(found[table] for table in self.plan.fingerprinted))

    def _validate(self) -> Validation | None:
        if self.checks is None:
            return None
        rules, metrics = self.checks
        with self.watch.phase("validate", total=len(rules) + len(metrics), unit="checks") as advance:
            return validate(
                self.plan.dsn,
                self.plan.loading,
                connections=self.options.workers,
                rules=rules,
                metrics=metrics,
                progress=lambda _done, _all: advance(1),
                timed_in=self.plan.schema,
            )

    def _passes(self, validation: Validation) -> bool:
        return not validation.violated and not (self.options.strict and validation.warned)

    def _publish(self, control: psycopg.Connection, dataset: Dataset, found: Fingerprint) -> None:
        def complete(connection: psycopg.Connection) -> None:
            complete_dataset(
                connection,
                self.plan.loading,
                dataset.dataset_id,
                rows=found.rows,
                fingerprint=found.whole,
                seconds=self.watch.seconds,
            )
            advance_identities(connection, self.plan.loading)

        with self.watch.phase("publish"):
            publish(
                control,
                self.plan.schema,
                replace=self.options.replace,
                lock_timeout=self.options.lock_timeout,
                complete=complete,
                note=self.watch.note,
            )
        try:
            with self.watch.phase("drop old"):
                left = drop_retired(
                    control,
                    self.plan.schema,
                    patience=RETIRED_PATIENCE_SECONDS,
                    replace=self.options.replace,
                    note=self.watch.note,
                )
        except WarehouseError as error:
            raise WarehouseError(
                f"dataset {dataset.dataset_id} is published, but the previous one could not be dropped: {error};"
                " the next load drops it",
                sqlstate=error.sqlstate,
            ) from error
        for name in left:
            self.watch.note(f"{name} is still being read; the next load drops it")

    def _connect(self) -> AbstractContextManager[psycopg.Connection]:
        return self.plan.connect(self.control)
