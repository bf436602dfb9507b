"""Commands that read a warehouse or upgrade its tables: validate, export, status, fingerprint, migrate."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import MISSING, dataclass
from pathlib import Path

import typer

from healthgen_db.cli.command import OUTPUT, VIOLATIONS, DatabaseCommand
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option


@dataclass(frozen=True, kw_only=True)
class Validate(DatabaseCommand):
    """Check the published dataset against all rules and metrics. Exit code 1: rows violate a rule."""

    example = "[bold]Example[/bold]\n\nhealthgen validate --outdir report"

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
        from healthgen_db.api import validate
        from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
        from healthgen_db.cli.show.validation import validation_screen, validation_values
        from healthgen_db.export.files import check_folder

        check_folder(self.outdir, SUMMARY_FILES)
        with self.open_target() as (target, progress):
            result = validate(target.dsn, target.schema, progress=progress)
        if self.outdir is not None:
            write_summary(result, self.outdir)
        self.show(validation_values(result), validation_screen(result, full=self.full))
        if result.violated or (self.strict and result.warned):
            raise typer.Exit(VIOLATIONS)


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


class Fingerprint(DatabaseCommand):
    """Show the digest of the dataset. Equal rows have equal digests, on any server and in any order."""

    def run(self) -> None:
        """Compute the digests and show them."""
        from healthgen_db.cli.show.status import fingerprint_screen
        from healthgen_db.export.fingerprint import fingerprint

        with self.open_target() as (target, _):
            found = fingerprint(target.dsn, target.schema)
        values = {"fingerprint": found.whole, "fingerprints": found.digests, "rows": found.rows}
        self.show(values, fingerprint_screen(found))


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
