"""Commands that read a warehouse or upgrade its tables: validate, export, status, fingerprint, migrate."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from healthgen_db.cli.command import NOT_RUN, OUTPUT, VIOLATIONS, WHERE, DatabaseCommand, complain
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option

if TYPE_CHECKING:
    from healthgen_db.checks.results import Validation


@dataclass(frozen=True, kw_only=True)
class Validate(DatabaseCommand):
    """Check the published dataset against all rules and metrics. Exit code 1: rows violate a rule.

    With --parquet, check a dataset of files in its place. Exit code 3: DuckDB cannot run a check.
    """

    example = (
        "[bold]Examples[/bold]\n\nhealthgen validate --outdir report\n\n"
        "healthgen validate --parquet lake/patients"
    )

    parquet: str | None = option(
        None,
        "Check this Parquet dataset, a folder or a URL. It needs no server: DuckDB reads the files.",
        metavar="DIR",
        panel=WHERE,
    )
    full: bool = option(False, "Show every rule and metric.", panel=OUTPUT)
    strict: bool = option(
        False, "Count warnings, such as a metric outside its band, as violations.", panel=OUTPUT
    )
    outdir: Path | None = option(
        None,
        "Also write validation_summary.json and validation_report.txt into this folder.",
        metavar="DIR",
        panel=OUTPUT,
    )

    def run(self) -> None:
        """Run the checks and show the report."""
        from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
        from healthgen_db.cli.show.validation import validation_screen, validation_values
        from healthgen_db.export.files import check_folder

        check_folder(self.outdir, SUMMARY_FILES)
        result = self._validate() if self.parquet is None else self._validate_files(self.parquet)
        if self.outdir is not None:
            write_summary(result, self.outdir)
        self.show(validation_values(result), validation_screen(result, full=self.full))
        if result.violated or (self.strict and result.warned):
            raise typer.Exit(VIOLATIONS)
        if result.not_run:
            raise typer.Exit(NOT_RUN)

    def _validate(self) -> Validation:
        from healthgen_db.cli import arrow_without_pandas  # noqa: F401

        # isort: split
        from healthgen_db.api import validate

        with self.open_target() as (target, progress):
            return validate(target.dsn, target.schema, progress=progress)

    def _validate_files(self, where: str) -> Validation:
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.config.extras import require_extra

        self.refuse_database("--parquet")
        require_extra("lake", "healthgen validate --parquet")
        from healthgen_db.parquet.place import Place
        from healthgen_db.parquet.validate import validate_parquet

        with watching(quiet=self.quiet) as progress, _readable(where):
            return validate_parquet(Place(where), progress=progress)


@dataclass(frozen=True, kw_only=True)
class Export(DatabaseCommand):
    """Write patients, visits and billing as flat files: one row for each patient, visit and bill."""

    example = "[bold]Example[/bold]\n\nhealthgen export --outdir files --format parquet"

    outdir: Path = option(MISSING, "Folder for the files.", metavar="DIR", panel=OUTPUT)
    file_format: str = option(
        "csv",
        "File format.",
        flags=("--format",),
        pattern="csv|parquet",
        words="csv or parquet",
        metavar="csv|parquet",
        panel=OUTPUT,
    )
    messy: bool = option(
        False,
        "Write the messy copies instead of the clean tables. The record of their faults, messy_changes, goes into the"
        " subfolder answers.",
        panel=OUTPUT,
    )

    def run(self) -> None:
        """Write the files and show their paths."""
        from healthgen_db.cli import arrow_without_pandas  # noqa: F401

        # isort: split
        from healthgen_db.export.files import check_folder
        from healthgen_db.export.flat_files import export
        from healthgen_db.generate.patients_stage import PatientsStage

        check_folder(self.outdir, [f"{table}.{self.file_format}" for table in PatientsStage.tables])
        with self.open_target() as (target, progress):
            written = export(
                target.dsn,
                target.schema,
                self.outdir,
                file_format=self.file_format,
                messy=self.messy,
                progress=progress,
            )
        names = {name: str(file) for name, file in written.items()}
        self.show({"files": names}, "\n".join(names.values()))


class Status(DatabaseCommand):
    """Show what the schema contains, and whether a load is running or was stopped."""

    def run(self) -> None:
        """Read the status and show it."""
        from healthgen_db.cli.show.status import status_screen, status_values
        from healthgen_db.export.status import status

        with self.open_target() as (target, _):
            found = status(target.dsn, target.schema)
        self.show(status_values(found), status_screen(found))


@dataclass(frozen=True, kw_only=True)
class Fingerprint(DatabaseCommand):
    """Show the digest of the dataset. Equal rows have equal digests, on any server and in any order.

    A Parquet dataset and a schema with equal rows have the same portable digest. Exit code 1: files were changed.
    """

    example = "[bold]Example[/bold]\n\nhealthgen fingerprint --portable --parquet lake"

    portable: bool = option(
        False,
        "Show the portable digest, which PostgreSQL, DuckDB and Spark compute alike. It takes longer.",
        panel=OUTPUT,
    )
    parquet: str | None = option(
        None,
        "With --portable: read this Parquet dataset, a folder or a URL. It needs no server: DuckDB reads the files.",
        metavar="DIR",
        panel=WHERE,
    )

    def run(self) -> None:
        """Compute the digests and show them."""
        from healthgen_db.cli.show.status import fingerprint_screen, fingerprint_values

        if self.parquet is not None:
            self._run_on_files(self.parquet)
            return
        with self.open_target() as (target, progress):
            if self.portable:
                from healthgen_db.export.portable_postgres import portable_fingerprint

                found = portable_fingerprint(target.dsn, target.schema, progress=progress)
            else:
                from healthgen_db.export.fingerprint import fingerprint

                found = fingerprint(target.dsn, target.schema)
        self.show(fingerprint_values(found), fingerprint_screen(found))

    def _run_on_files(self, where: str) -> None:
        """Compute the digests of files, show them, and compare them with the manifest."""
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.cli.show.status import fingerprint_screen, fingerprint_values
        from healthgen_db.config.extras import require_extra

        if not self.portable:
            raise ConfigError("--parquet: files have only the portable digest; add --portable")
        self.refuse_database("--parquet")
        require_extra("lake", "healthgen fingerprint --parquet")
        from healthgen_db.parquet.fingerprint import duckdb_fingerprint
        from healthgen_db.parquet.manifest import require_manifest, require_same_tables
        from healthgen_db.parquet.place import Place

        place = Place(where)
        with watching(quiet=self.quiet) as progress, _readable(where):
            manifest = require_manifest(place)
            require_same_tables(place, manifest)
            found = duckdb_fingerprint(place, progress=progress)
        self.show(fingerprint_values(found), fingerprint_screen(found))
        if changed := sorted({each.table for each in {*found.tables} ^ {*manifest.portable.tables}}):
            complain(
                f"{place}: the files are not as they were written: {', '.join(changed)} differ from the manifest"
            )
            raise typer.Exit(VIOLATIONS)
        if manifest.fingerprint != found.whole:
            complain(
                f"{place}: the fingerprint in the manifest, {manifest.fingerprint}, is not that of its tables"
            )
            raise typer.Exit(VIOLATIONS)


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """Turn what a file system refuses into one line."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"--parquet {where}: the files cannot be read ({error})") from error


@dataclass(frozen=True, kw_only=True)
class Migrate(DatabaseCommand):
    """Create empty tables, or upgrade the tables of an older healthgen and keep their rows."""

    sql: bool = option(
        False, "Print the SQL that creates the schema and its tables; connect to no database.", panel=OUTPUT
    )

    def run(self) -> None:
        """Upgrade the schema, or print the SQL."""
        from healthgen_db.schema.migrate import head_revision, script, upgrade
        from healthgen_db.schema.schema_names import check_schema

        if self.sql:
            if self.as_json:
                raise ConfigError("--sql: it prints SQL, and --json prints JSON; leave one of the two out")
            check_schema(self.schema)
            typer.echo(script(self.schema), nl=False)
            return
        with self.open_target() as (target, progress), progress.phase("migrate"):
            upgrade(target.dsn, target.schema)
        values = {"schema": self.schema, "revision": head_revision()}
        self.show(values, f"schema {self.schema} is at revision {head_revision()}")
