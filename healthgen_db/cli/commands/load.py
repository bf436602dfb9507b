"""The command load: checks every option, then makes, checks and publishes a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors come at once

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from healthgen_db.cli.options import (
    HOW,
    INTERRUPTED,
    OUTPUT,
    VIOLATIONS,
    Common,
    complain,
    expanded,
    path_option,
)
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import DATASET

if TYPE_CHECKING:
    from healthgen_db.loading.options import LoadResult
    from healthgen_db.progress import Progress
    from healthgen_db.world.world import World

EXAMPLES = (
    "[bold]Examples[/bold]\n\nhealthgen load\n\nhealthgen load --patients 50000 --seed 8 --today 2026-06-30 "
    "--zip-target 5800\n\nhealthgen load --preset nationwide --dsn postgresql://me@host/db --schema training"
)
LONGEST_LOCK_TIMEOUT = 2_000_000  # the server counts milliseconds in 31 bits


def _how(flag: str, help_text: str, **more: Any) -> Any:  # noqa: ANN401 - typer's own type
    return typer.Option(flag, help=help_text, rich_help_panel=HOW, **more)


@expanded
def load(
    *,
    given: dict[str, Any],
    preset: Annotated[
        str | None,
        typer.Option(
            help="Options under one name; healthgen presets lists them. Options given beside it win.",
            show_default=False,
            rich_help_panel=DATASET,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        path_option(
            "--config",
            "Options from a file, such as [bold]patients = 5000[/bold]. Options given beside it win.",
            metavar="FILE.toml",
            panel=DATASET,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        _how(
            "--workers",
            "Processes that compute and copy. \\[default: one per core]",
            min=1,
            show_default=False,
        ),
    ] = None,
    block_size: Annotated[
        int | None,
        _how(
            "--block-size",
            "Patients that a worker loads at a time; more take more memory. \\[default: 16384]",
            min=1,
            max=1_000_000,
            show_default=False,
        ),
    ] = None,
    restart: Annotated[bool, _how("--restart", "Drop an unfinished load and begin anew.")] = False,
    replace: Annotated[
        bool,
        _how(
            "--replace",
            "Publish even if that drops objects that healthgen did not create: tables, views, policies, comments.",
        ),
    ] = False,
    no_validate: Annotated[bool, _how("--no-validate", "Publish without checking the rules.")] = False,
    strict: Annotated[
        bool, _how("--strict", "Count warnings, such as a metric out of its band, as violations.")
    ] = False,
    lock_timeout: Annotated[
        float,
        _how(
            "--lock-timeout",
            "How long publishing waits for sessions that have the old dataset locked.",
            min=0.001,
            max=LONGEST_LOCK_TIMEOUT,
            metavar="SECONDS",
        ),
    ] = 30.0,
    outdir: Annotated[
        Path | None,
        path_option(
            "--outdir",
            "Also write the tables as flat CSV files, and the validation summary, into this folder.",
            metavar="DIR",
            panel=OUTPUT,
        ),
    ] = None,
    common: Common,
) -> None:
    """Make a dataset, check its rules, and publish it.

    Readers of the schema see the old dataset whole or the new one whole.

    A load that was stopped, for whatever reason, goes on when the same command is run again.

    Exit code 1: a rule is broken, and the old dataset stays in place.
    """
    from healthgen_db.config.sources import build_config
    from healthgen_db.loading.processes import cores, warm_up
    from healthgen_db.local_server.environment import forget_other_servers

    settings = build_config(given, preset=preset, file=config)
    if common.dsn is None:
        forget_other_servers()
    if (workers or cores()) > 1 and settings.patients > (block_size or 16_384):
        warm_up(["healthgen_db.loading.workers", "healthgen_db.stage_list"])

    from healthgen_db.checks.summary import REPORT_FILE, SUMMARY_FILE
    from healthgen_db.cli.show.load import load_screen, load_values
    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.tables import show
    from healthgen_db.export.files import check_folder
    from healthgen_db.loading.estimate import check_size
    from healthgen_db.loading.load import Load
    from healthgen_db.loading.options import LoadOptions
    from healthgen_db.loading.plan import Plan
    from healthgen_db.schema.schema_names import check_schema
    from healthgen_db.stage_list import stages_for
    from healthgen_db.target import open_target
    from healthgen_db.world.world import build_world

    if strict and no_validate:
        raise ConfigError("--strict: there is nothing to be strict about with --no-validate; leave one out")
    check_schema(common.schema)
    world = build_world(settings)
    stages = stages_for(world, block_size)
    files = [f"{table}.csv" for stage in stages for table in stage.tables]
    check_folder(outdir, [*files, SUMMARY_FILE, REPORT_FILE])
    how = LoadOptions(
        workers=workers or cores(),
        restart=restart,
        replace=replace,
        validate=not no_validate,
        strict=strict,
        lock_timeout=lock_timeout,
    )
    with _resumable(), watching(quiet=common.quiet) as progress:
        _announce(world, progress)
        target = open_target(common.dsn, common.schema, progress)
        plan = Plan(target.dsn, common.schema, world, stages)
        check_size(plan, how, progress.note, free_disk=target.free_disk())
        result = Load(plan, how, progress).run()
        if outdir is not None:
            _write_files(target.dsn, common.schema, result, outdir, progress)
        hints = target.hints()
    values = load_values(result, hints, settings.seed)
    show(values, load_screen(result, hints, settings.seed), as_json=common.as_json)
    if result.rows.get("visits") == 0:
        complain(
            f"the dataset has no visit: the first admissions are on --start {settings.start}, and a visit is there"
            f" from its bill on; choose a --today later than {settings.today}"
        )
    if not result.published:
        _refuse(result)


def _refuse(result: LoadResult) -> None:
    """Say why the dataset was not published and where it is, and end."""
    violated = result.validation is not None and result.validation.violated
    broken = "rules are broken" if violated else "there are warnings, and --strict was given"
    complain(
        f"not published: {broken}; the dataset is in schema {result.schema} for you to look at,"
        " until you load with --restart"
    )
    raise typer.Exit(VIOLATIONS)


def _announce(world: World, progress: Progress) -> None:
    """Note what is about to be made, and what in it may surprise."""
    config = world.config
    progress.note(f"{config.patients:,} patients, seed {config.seed}, today {config.today}")
    if config.today > datetime.now().astimezone().date():
        progress.note("that day has not come yet: the data run into the future")
    for note in world.notes:
        progress.note(note)


def _write_files(dsn: str, schema: str, result: LoadResult, folder: Path, progress: Progress) -> None:
    from healthgen_db.checks.summary import write_summary
    from healthgen_db.export.flat_files import export as export_files

    if result.published:
        export_files(dsn, schema, folder, progress=progress)
    if result.validation is not None:
        write_summary(result.validation, folder)


@contextmanager
def _resumable() -> Iterator[None]:
    """Tell a user who stops the load that the work is not lost."""
    try:
        yield
    except KeyboardInterrupt:
        complain("stopped; the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None
