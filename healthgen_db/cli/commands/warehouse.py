"""Commands that read a warehouse or upgrade its tables: validate, export, status, fingerprint, migrate."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from healthgen_db.cli.options import OUTPUT, VIOLATIONS, Common, FileFormat, expanded, path_option

VALIDATE_EXAMPLE = "[bold]Example[/bold]\n\nhealthgen validate --outdir report"
EXPORT_EXAMPLE = "[bold]Example[/bold]\n\nhealthgen export --outdir files --format parquet"


@expanded
def validate(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Show every rule and metric.", rich_help_panel=OUTPUT)
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Count warnings, such as a metric outside its band, as violations.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    outdir: Annotated[
        Path | None,
        path_option(
            "--outdir",
            "Also write validation_summary.json and validation_report.txt into this folder.",
            metavar="DIR",
            panel=OUTPUT,
        ),
    ] = None,
    common: Common,
) -> None:
    """Check the published dataset against all rules and metrics. Exit code 1: rows violate a rule."""
    from healthgen_db.api import validate as run_checks
    from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
    from healthgen_db.cli.show.validation import validation_screen, validation_values
    from healthgen_db.export.files import check_folder

    check_folder(outdir, SUMMARY_FILES)
    with common.open_target() as (target, progress):
        result = run_checks(target.dsn, target.schema, progress=progress)
    if outdir is not None:
        write_summary(result, outdir)
    common.show(validation_values(result), validation_screen(result, full=full))
    if result.violated or (strict and result.warned):
        raise typer.Exit(VIOLATIONS)


@expanded
def export(
    *,
    outdir: Annotated[Path, path_option("--outdir", "Folder for the files.", metavar="DIR", panel=OUTPUT)],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="File format.", rich_help_panel=OUTPUT)
    ] = FileFormat.csv,
    messy: Annotated[
        bool,
        typer.Option(
            "--messy",
            help="Write the messy copies instead of the clean tables. The record of their faults, messy_changes, "
            "goes into the subfolder answers.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    common: Common,
) -> None:
    """Write patients, visits and billing as flat files: one row for each patient, visit and bill."""
    from healthgen_db.export.files import check_folder
    from healthgen_db.export.flat_files import export as export_files
    from healthgen_db.generate.patients_stage import PatientsStage

    check_folder(outdir, [f"{table}.{file_format}" for table in PatientsStage.tables])
    with common.open_target() as (target, progress):
        written = export_files(
            target.dsn, target.schema, outdir, file_format=file_format, messy=messy, progress=progress
        )
    names = {name: str(file) for name, file in written.items()}
    common.show({"files": names}, "\n".join(names.values()))


@expanded
def status(*, common: Common) -> None:
    """Show what the schema contains, and whether a load is running or was stopped."""
    from healthgen_db.cli.show.status import status_screen, status_values
    from healthgen_db.export.status import status as read_status

    with common.open_target() as (target, _):
        found = read_status(target.dsn, target.schema)
    common.show(status_values(found), status_screen(found))


@expanded
def fingerprint(*, common: Common) -> None:
    """Show the digest of the dataset. Equal rows have equal digests, on any server and in any order."""
    from healthgen_db.cli.show.status import fingerprint_screen
    from healthgen_db.export.fingerprint import fingerprint as read_fingerprint

    with common.open_target() as (target, _):
        found = read_fingerprint(target.dsn, target.schema)
    values = {"fingerprint": found.whole, "fingerprints": found.digests, "rows": found.rows}
    common.show(values, fingerprint_screen(found))


@expanded
def migrate(
    *,
    as_sql: Annotated[
        bool,
        typer.Option(
            "--sql",
            help="Print the SQL that creates the schema and its tables; connect to no database.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    common: Common,
) -> None:
    """Create empty tables, or upgrade the tables of an older healthgen and keep their rows."""
    from healthgen_db.schema.migrate import head_revision, script, upgrade
    from healthgen_db.schema.schema_names import check_schema

    if as_sql:
        check_schema(common.schema)
        typer.echo(script(common.schema), nl=False)
        return
    with common.open_target() as (target, progress), progress.phase("migrate"):
        upgrade(target.dsn, target.schema)
    values = {"schema": common.schema, "revision": head_revision()}
    common.show(values, f"schema {common.schema} is at revision {head_revision()}")
