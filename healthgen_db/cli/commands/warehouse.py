"""Commands that read a warehouse, or bring its tables up to date: validate, export, status, fingerprint, migrate."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors come at once

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
            help="Count warnings, such as a metric out of its band, as violations.",
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
    """Check the published dataset against all rules and metrics. Exit code 1: a rule is broken."""
    from healthgen_db.api import validate as run_checks
    from healthgen_db.checks.summary import REPORT_FILE, SUMMARY_FILE, write_summary
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.tables import show
    from healthgen_db.cli.show.validation import validation_screen, validation_values
    from healthgen_db.export.files import check_folder
    from healthgen_db.target import open_target

    check_folder(outdir, (SUMMARY_FILE, REPORT_FILE))
    with watching(quiet=common.quiet) as progress:
        target = open_target(common.dsn, common.schema, progress)
        result = run_checks(target.dsn, common.schema, progress=progress)
    if outdir is not None:
        write_summary(result, outdir)
    show(validation_values(result), validation_screen(result, full=full), as_json=common.as_json)
    if result.violated or (strict and result.warned):
        raise typer.Exit(VIOLATIONS)


@expanded
def export(
    *,
    outdir: Annotated[Path, path_option("--outdir", "Folder for the files.", metavar="DIR", panel=OUTPUT)],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="The kind of files.", rich_help_panel=OUTPUT)
    ] = FileFormat.csv,
    messy: Annotated[
        bool,
        typer.Option(
            "--messy",
            help="Write the messy copies in place of the clean tables; messy_changes, the record of their faults, "
            "goes into the folder answers below.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    common: Common,
) -> None:
    """Write patients, visits and billing as flat files, one row per patient, visit and bill."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.tables import show
    from healthgen_db.export.files import check_folder
    from healthgen_db.export.flat_files import export as export_files
    from healthgen_db.generate.patients_stage import PatientsStage
    from healthgen_db.target import open_target

    check_folder(outdir, [f"{table}.{file_format.value}" for table in PatientsStage.tables])
    with watching(quiet=common.quiet) as progress:
        target = open_target(common.dsn, common.schema, progress)
        written = export_files(
            target.dsn,
            common.schema,
            outdir,
            file_format=file_format.value,
            messy=messy,
            progress=progress,
        )
    names = {name: str(file) for name, file in written.items()}
    show({"files": names}, "\n".join(names.values()), as_json=common.as_json)


@expanded
def status(*, common: Common) -> None:
    """Show what the schema holds, and whether a load is under way or was broken off."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.status import status_screen, status_values
    from healthgen_db.cli.show.tables import show
    from healthgen_db.export.status import status as look
    from healthgen_db.target import open_target

    with watching(quiet=common.quiet) as progress:
        found = look(open_target(common.dsn, common.schema, progress).dsn, common.schema)
    show(status_values(found), status_screen(found), as_json=common.as_json)


@expanded
def fingerprint(*, common: Common) -> None:
    """Show the digest of the dataset: equal rows, equal digest, on any server and in any order."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.status import fingerprint_screen, fingerprint_values
    from healthgen_db.cli.show.tables import show
    from healthgen_db.export.fingerprint import fingerprint as digest
    from healthgen_db.target import open_target

    with watching(quiet=common.quiet) as progress:
        found = digest(open_target(common.dsn, common.schema, progress).dsn, common.schema)
    show(fingerprint_values(found), fingerprint_screen(found), as_json=common.as_json)


@expanded
def migrate(
    *,
    as_sql: Annotated[
        bool,
        typer.Option(
            "--sql",
            help="Print the SQL that makes the schema and its tables, and touch no database.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    common: Common,
) -> None:
    """Make the tables without rows, or bring those of an older healthgen up to date, rows and all."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.tables import show
    from healthgen_db.schema.migrate import head_revision, script, upgrade
    from healthgen_db.schema.schema_names import check_schema
    from healthgen_db.target import open_target

    schema = common.schema
    if as_sql:
        check_schema(schema)
        typer.echo(script(schema), nl=False)
        return
    with watching(quiet=common.quiet) as progress:
        target = open_target(common.dsn, schema, progress)
        with progress.phase("migrate"):
            upgrade(target.dsn, schema)
    revision = head_revision()
    values = {"schema": schema, "revision": revision}
    show(values, f"schema {schema} is at revision {revision}", as_json=common.as_json)
