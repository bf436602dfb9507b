"""Verbs that read a warehouse, or bring its tables up to date: validate, export, status, fingerprint, migrate."""
# ruff: noqa: PLC0415 - heavy modules wait until a verb runs, so that --help and usage errors come at once

from __future__ import annotations

from typing import Annotated

import typer

from healthgen_db.cli.commands import files
from healthgen_db.cli.commands import messiness as mess
from healthgen_db.cli.commands import options as o

__all__ = ["EXPORT_EXAMPLE", "VALIDATE_EXAMPLE", "export", "fingerprint", "migrate", "status", "validate"]

VALIDATE_EXAMPLE = "[bold]Example[/bold]\n\nhealthgen validate --outdir report"
EXPORT_EXAMPLE = "[bold]Example[/bold]\n\nhealthgen export --outdir files --format parquet"


def validate(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Show every rule and metric.", rich_help_panel=o.OUTPUT)
    ] = False,
    strict: o.Strict = False,
    outdir: files.SummaryOutdir = None,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Check the published dataset against all rules and metrics. Exit code 1: a rule is broken."""
    from healthgen_db.checks.rule_files import read_metrics, read_rules
    from healthgen_db.checks.run import validate as run_checks
    from healthgen_db.checks.summary import screen, write_summary
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import show, validation_values
    from healthgen_db.cli.target import check_folder, open_target
    from healthgen_db.export.files import REPORT_FILE, SUMMARY_FILE
    from healthgen_db.publish import messy_schema as messy

    check_folder(outdir, (SUMMARY_FILE, REPORT_FILE))
    rules, metrics = read_rules(), read_metrics()
    with watching(quiet=quiet) as progress:
        target = open_target(dsn, schema, progress)
        if messy.exists(target.dsn, schema):
            more_rules, more_metrics = messy.checks()
            rules, metrics = rules + more_rules, metrics + more_metrics
        with progress.phase("validate", total=len(rules) + len(metrics), unit="checks") as advance:
            result = run_checks(
                target.dsn, schema, rules=rules, metrics=metrics, progress=lambda _done, _all: advance(1)
            )
    if outdir is not None:
        write_summary(result, outdir)
    show(validation_values(result), screen(result, full=full), as_json=as_json)
    if result.violated or (strict and result.warned):
        raise typer.Exit(o.VIOLATIONS)


def export(
    *,
    outdir: files.ExportOutdir,
    file_format: files.Format = files.FileFormat.csv,
    messy: mess.ExportMessy = False,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Write patients, visits and billing as flat files, one row per patient, visit and bill."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import show
    from healthgen_db.cli.target import check_folder, open_target
    from healthgen_db.export.files import export_names
    from healthgen_db.export.flat_files import export as export_files

    check_folder(outdir, export_names(file_format.value, messy=messy).values())
    with watching(quiet=quiet) as progress:
        target = open_target(dsn, schema, progress)
        written = export_files(
            target.dsn, schema, outdir, file_format=file_format.value, messy=messy, progress=progress
        )
    names = {name: str(file) for name, file in written.items()}
    show({"files": names}, "\n".join(names.values()), as_json=as_json)


def status(
    *,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Show what the schema holds, and whether a load is under way or was broken off."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import show, status_screen, status_values
    from healthgen_db.cli.target import open_target
    from healthgen_db.export.status import status as look

    with watching(quiet=quiet) as progress:
        found = look(open_target(dsn, schema, progress).dsn, schema)
    show(status_values(found), status_screen(found), as_json=as_json)


def fingerprint(
    *,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Show the digest of the dataset: equal rows, equal digest, on any server and in any order."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import fingerprint_screen, fingerprint_values, show
    from healthgen_db.cli.target import open_target
    from healthgen_db.export.fingerprint import fingerprint as digest

    with watching(quiet=quiet) as progress:
        found = digest(open_target(dsn, schema, progress).dsn, schema)
    show(fingerprint_values(found), fingerprint_screen(found), as_json=as_json)


def migrate(
    *,
    as_sql: Annotated[
        bool,
        typer.Option(
            "--sql",
            help="Print the SQL that makes the schema and its tables, and touch no database.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = False,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Make the tables without rows, or bring those of an older healthgen up to date, rows and all."""
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import show
    from healthgen_db.cli.target import open_target
    from healthgen_db.schema.migrate import head_revision, script, upgrade
    from healthgen_db.schema.schema_names import check_schema

    if as_sql:
        check_schema(schema)
        typer.echo(script(schema), nl=False)
        return
    with watching(quiet=quiet) as progress:
        target = open_target(dsn, schema, progress)
        with progress.phase("migrate"):
            upgrade(target.dsn, schema)
    revision = head_revision()
    show(
        {"schema": schema, "revision": revision},
        f"schema {schema} is at revision {revision}",
        as_json=as_json,
    )
