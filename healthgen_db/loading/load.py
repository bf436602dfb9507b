"""The load: a dataset is built in a schema of its own, step by step, and published when it is whole.

Every step leaves behind what a later load needs in order to go on from there, and finds out by itself
what there is left to do: the same command, after it was killed at any moment, ends with the same dataset.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

import psycopg

from healthgen_db.checks.results import Validation
from healthgen_db.checks.rule_files import Metric, Rule, read_metrics, read_rules
from healthgen_db.checks.run import validate
from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.export.fingerprint import Fingerprint, TableDigest, table_digest
from healthgen_db.history import datasets as books
from healthgen_db.history.lock import connect_helper, load_lock, session_pid
from healthgen_db.loading import constraints as definitions
from healthgen_db.loading.freeze import VACUUM
from healthgen_db.loading.identities import advance_identities
from healthgen_db.loading.parts import remaining
from healthgen_db.loading.units import Job
from healthgen_db.loading.workers import Workers
from healthgen_db.messy.messy_copy import check_faults
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.postgres.copy import copy_table
from healthgen_db.postgres.parallel import Task, run_tasks
from healthgen_db.progress import Progress, Stopwatch
from healthgen_db.publish import messy_schema as messy
from healthgen_db.publish.preflight import check_names, refuse_losses
from healthgen_db.publish.swap import drop_retired, publish
from healthgen_db.schema.migrate import FACT_TABLES, upgrade
from healthgen_db.schema.schema_names import drop_schema, loading_schema, messy_schema, schema_exists
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World

__all__ = ["Load", "LoadOptions", "LoadResult"]

# How long to wait for the readers of the replaced dataset before leaving it to the next load to drop.
READERS_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class LoadOptions:
    """How to load; none of it changes a row."""

    workers: int
    block_size: int
    restart: bool = False
    replace: bool = False
    validate: bool = True
    strict: bool = False
    lock_timeout: float = 30.0


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """What a load did."""

    dataset_id: int
    schema: str
    """Where the dataset is: the schema asked for, or the loading one if it broke a rule."""
    published: bool
    resumed: bool
    seconds: dict[str, float]
    messy_schema: str | None
    """Where its messy copy is, if it has one."""
    fingerprint: Fingerprint
    validation: Validation | None

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each fact table."""
        return self.fingerprint.rows

    @property
    def rows_per_second(self) -> float:
        """Rows of the fact tables by the seconds of all phases but validation."""
        seconds = sum(taken for phase, taken in self.seconds.items() if phase != "validate")
        return round(sum(self.rows.values()) / seconds, 1)


class Load:
    """One load of one schema: run() does it all; the rest are its steps, in order."""

    def __init__(self, dsn: str, schema: str, world: World, options: LoadOptions, progress: Progress) -> None:
        self.dsn = dsn
        self.schema = schema
        self.loading = loading_schema(schema)
        self.world = world
        self.options = options
        self.watch = Stopwatch(progress)
        self.control = 0
        # Read before anything is touched: a file that is wrong must not be found out after the copy.
        self.rules: list[Rule] = read_rules() if options.validate else []
        self.metrics: list[Metric] = read_metrics() if options.validate else []
        if world.config.messy:
            check_faults(world)
        if options.validate and world.config.messy:
            rules, metrics = messy.checks()
            self.rules += rules
            self.metrics += metrics

    def run(self) -> LoadResult:
        """Load, validate and publish.

        A dataset that breaks a rule (with strict, or a warning) is left in the loading schema: published is
        False then. Raises ConfigError if a load with other inputs is unfinished, SchemaError for objects that
        are not ours, LoadError for a block, WarehouseError for all else that the server refuses.
        """
        with (
            Workers(self.world, self._useful_workers()) as workers,
            load_lock(self.dsn, self.schema, lock_timeout=self.options.lock_timeout) as control,
        ):
            self.control = session_pid(control)
            drop_retired(control, self.schema, patience=0, replace=self.options.replace)
            dataset_id, resumed = self._prepare(control)
            if not self.options.replace:
                refuse_losses(control, self.schema, fresh=not resumed)
            self._copy(dataset_id, workers)
            workers.end()
            self._vacuum(dataset_id)
            found = self._restore()
            self._finish_messy()
            validation = self._validate()
            published = validation is None or self._passes(validation)
            if published:
                self._publish(control, dataset_id, found)
        place = self.schema if published else self.loading
        return LoadResult(
            dataset_id=dataset_id,
            schema=place,
            published=published,
            resumed=resumed,
            seconds=self.watch.seconds,
            messy_schema=messy_schema(place) if self.world.config.messy else None,
            fingerprint=found,
            validation=None if validation is None else replace(validation, schema=place),
        )

    def _useful_workers(self) -> int:
        return min(self.options.workers, ceil(self.world.config.patients / self.options.block_size))

    def _prepare(self, control: psycopg.Connection) -> tuple[int, bool]:
        """Return the number of the dataset, and whether a load of it was begun before."""
        check_names(control, self.schema, messy=self.world.config.messy > 0)
        with errors_mapped():
            if self.options.restart and schema_exists(control, self.loading):
                drop_schema(control, self.loading)
            begun = books.last_dataset(control, self.loading)
        if begun is not None:
            differing = books.differences(begun, self.world.config)
            if differing:
                raise ConfigError(
                    f"an unfinished load of schema {self.schema} was begun with other inputs: "
                    f"{'; '.join(differing)}; finish it with those, or begin anew with --restart"
                )
            when = f"{begun.started_at:%Y-%m-%d %H:%M:%S} UTC"
            self.watch.note(f"going on with the load of dataset {begun.dataset_id}, begun {when}")
            return begun.dataset_id, True
        with self.watch.phase("migrate"):
            upgrade(self.dsn, self.loading)
        return self._open(books.next_dataset_id(control, self.schema)), False

    def _open(self, dataset_id: int) -> int:
        """Fill the reference tables, open the books and take constraints off, all of it or nothing."""
        with (
            self.watch.phase("reference"),
            self._connect() as connection,
            errors_mapped(),
            connection.transaction(),
        ):
            for table, rows in reference_tables(self.world).items():
                copy_table(connection, table, rows)
            drop_schema(connection, messy_schema(self.loading))
            if self.world.config.messy:
                messy.make(connection, self.loading)
            books.open_dataset(connection, self.world.config, dataset_id)
            there = definitions.read(connection)
            definitions.save(connection, there)
            definitions.drop(connection, there)
        return dataset_id

    def _copy(self, dataset_id: int, workers: Workers) -> None:
        patients = self.world.config.patients
        with self._connect() as connection:
            done = books.loaded_units(connection, dataset_id)
        parts = remaining(patients, self.options.block_size, done)
        job = Job(self.dsn, self.schema, self.loading, dataset_id, self.control)
        with self.watch.phase("copy", total=patients, unit="patients") as advance:
            advance(sum(record.patients for record in done))
            workers.load(job, parts, done=lambda record: advance(record.patients))

    def _vacuum(self, dataset_id: int) -> None:
        with self.watch.phase("vacuum", total=len(VACUUM)) as advance:
            # Before their commits are on disk, Postgres marks no rows: see vacuum.
            with self._connect() as connection:
                books.note_copied(connection, dataset_id, self.watch.seconds)
            run_tasks(self._connect, VACUUM, connections=self.options.workers, done=advance)

    def _restore(self) -> Fingerprint:
        """Put keys and indexes back; reading all rows for the fingerprint fills the time of idle connections."""
        found: dict[str, TableDigest] = {}

        def digest(table: str, connection: psycopg.Connection) -> None:
            found[table] = table_digest(connection, table)

        digests: list[Task] = [partial(digest, table) for table in definitions.LARGEST_FIRST]
        with self._connect() as connection:
            restoration = definitions.Restoration(connection)
        with self.watch.phase("constraints", total=restoration.steps + len(digests)) as advance:
            restoration.run(self._connect, connections=self.options.workers, done=advance, beside=digests)
        return Fingerprint(tuple(found[table] for table in FACT_TABLES))

    def _finish_messy(self) -> None:
        if not self.world.config.messy:
            return
        tasks = messy.finishing(self.loading)
        with self.watch.phase("messy", total=len(tasks)) as advance:
            run_tasks(self._connect, tasks, connections=self.options.workers, done=advance)

    def _validate(self) -> Validation | None:
        if not self.options.validate:
            return None
        total = len(self.rules) + len(self.metrics)
        with self.watch.phase("validate", total=total, unit="checks") as advance:
            return validate(
                self.dsn,
                self.loading,
                connections=self.options.workers,
                rules=self.rules,
                metrics=self.metrics,
                progress=lambda _done, _all: advance(1),
                timed_in=self.schema,
            )

    def _passes(self, validation: Validation) -> bool:
        return not validation.violated and not (self.options.strict and validation.warned)

    def _publish(self, control: psycopg.Connection, dataset_id: int, found: Fingerprint) -> None:
        def complete(connection: psycopg.Connection) -> None:
            books.close_dataset(connection, self.loading, dataset_id, found, self.watch.seconds)
            advance_identities(connection, self.loading)

        with self.watch.phase("publish"):
            publish(
                control,
                self.schema,
                replace=self.options.replace,
                lock_timeout=self.options.lock_timeout,
                last=complete,
                note=self.watch.note,
            )
        with self.watch.phase("drop old"):
            left = self._drop_old(control, dataset_id)
        for name in left:
            self.watch.note(f"{name} is still being read; the next load drops it")

    def _drop_old(self, control: psycopg.Connection, dataset_id: int) -> list[str]:
        try:
            return drop_retired(
                control,
                self.schema,
                patience=READERS_PATIENCE_SECONDS,
                replace=self.options.replace,
                note=self.watch.note,
            )
        except WarehouseError as error:
            raise WarehouseError(
                f"dataset {dataset_id} is published, but the one before it could not be dropped: {error};"
                " the next load drops it",
                sqlstate=error.sqlstate,
            ) from error

    def _connect(self) -> AbstractContextManager[psycopg.Connection]:
        return connect_helper(self.dsn, self.schema, self.loading, self.control)
