"""The command load: checks every option, then loads, validates and publishes a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthgen_db.cli.options import (
    INTERRUPTED,
    OUTPUT,
    VIOLATIONS,
    Common,
    Given,
    complain,
    expanded,
    path_option,
)
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import DATASET, Options, option

if TYPE_CHECKING:
    from healthgen_db.loading.options import LoadResult
    from healthgen_db.progress import Progress
    from healthgen_db.world.world import World

EXAMPLES = (
    "[bold]Examples[/bold]\n\nhealthgen load\n\nhealthgen load --patients 50000 --seed 8 --today 2026-06-30 "
    "--zip-target 5800\n\nhealthgen load --preset nationwide --dsn postgresql://me@host/db --schema training"
)
LONGEST_LOCK_TIMEOUT = 2_000_000  # the server counts milliseconds in 31 bits
_how = partial(option, panel="How to load")


@dataclass(frozen=True, kw_only=True)
class How(Options):
    """How to load. None of these options changes a row."""

    workers: int | None = _how(
        None, "Processes that compute and copy.", limits=(1, None), default="one per core"
    )
    block_size: int | None = _how(
        None,
        "Patients that a worker loads at a time; more patients take more memory.",
        limits=(1, 1_000_000),
        default="16384",
    )
    restart: bool = _how(False, "Drop an unfinished load and begin again.")
    replace: bool = _how(
        False,
        "Publish even if this drops objects that healthgen did not create: tables, views, policies, comments.",
    )
    no_validate: bool = _how(False, "Publish without checking the rules.")
    strict: bool = _how(False, "Count warnings, such as a metric outside its band, as violations.")
    lock_timeout: float = _how(
        30.0,
        "How long publishing waits for sessions that hold locks on the old dataset.",
        limits=(0.001, LONGEST_LOCK_TIMEOUT),
        metavar="SECONDS",
    )


@expanded
def load(
    *,
    given: Given,
    preset: Annotated[
        str | None,
        typer.Option(
            help="A named set of options; healthgen presets lists them. Options on the command line win.",
            show_default=False,
            rich_help_panel=DATASET,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        path_option(
            "--config",
            "A file of options, such as [bold]patients = 5000[/bold]. Options on the command line win.",
            metavar="FILE.toml",
            panel=DATASET,
        ),
    ] = None,
    how: How,
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
    """Load a dataset, check its rules, and publish it.

    Readers of the schema see the whole old dataset or the whole new one.

    If a load was stopped, run the same command again: it continues.

    Exit code 1: rows violate a rule, and the old dataset stays in place.
    """
    from healthgen_db.config.sources import build_config
    from healthgen_db.loading.processes import cores, warm_up
    from healthgen_db.local_server.environment import forget_other_servers

    settings = build_config(given, preset=preset, file=config)
    workers = how.workers or cores()
    if common.dsn is None:
        forget_other_servers()
    if workers > 1 and settings.patients > (how.block_size or 16_384):
        warm_up(["healthgen_db.loading.workers", "healthgen_db.stage_list"])

    from healthgen_db.api import load_world
    from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
    from healthgen_db.cli.show.load import load_screen, load_values
    from healthgen_db.export.files import check_folder
    from healthgen_db.export.flat_files import export
    from healthgen_db.loading.options import LoadOptions
    from healthgen_db.schema.schema_names import check_schema
    from healthgen_db.stage_list import stages_for
    from healthgen_db.world.world import build_world

    if how.strict and how.no_validate:
        raise ConfigError("--strict: --no-validate gives no warnings to count; leave one of the two out")
    check_schema(common.schema)
    world = build_world(settings)
    stages = stages_for(world, how.block_size)
    check_folder(outdir, [*(f"{table}.csv" for stage in stages for table in stage.tables), *SUMMARY_FILES])
    load_options = LoadOptions(
        workers=workers,
        restart=how.restart,
        replace=how.replace,
        validate=not how.no_validate,
        strict=how.strict,
        lock_timeout=how.lock_timeout,
    )
    with _resumable(), common.open_target() as (target, progress):
        _announce(world, progress)
        result = load_world(world, stages, target, load_options, progress)
        if outdir is not None and result.published:
            export(target.dsn, target.schema, outdir, progress=progress)
        if outdir is not None and result.validation is not None:
            write_summary(result.validation, outdir)
        hints = target.hints()
    common.show(load_values(result, hints, settings.seed), load_screen(result, hints, settings.seed))
    if result.rows.get("visits") == 0:
        complain(
            f"the dataset has no visit: the first admissions are on --start {settings.start}, and visits appear on"
            f" their billing date; choose a --today later than {settings.today}"
        )
    if not result.published:
        _refuse(result)


def _refuse(result: LoadResult) -> None:
    """Say why the dataset was not published and where it is, and end the command."""
    violated = result.validation is not None and result.validation.violated
    reason = "rows violate rules" if violated else "there are warnings, and --strict counts them"
    complain(
        f"not published: {reason}; you can look at the dataset in schema {result.schema} until you load with --restart"
    )
    raise typer.Exit(VIOLATIONS)


def _announce(world: World, progress: Progress) -> None:
    """Note what the load will create, and what in it may surprise."""
    config = world.config
    progress.note(f"{config.patients:,} patients, seed {config.seed}, today {config.today}")
    if config.today > datetime.now().astimezone().date():
        progress.note("--today is in the future: so is some of the data")
    for note in world.notes:
        progress.note(note)


@contextmanager
def _resumable() -> Iterator[None]:
    """Tell a user who stops the load that its work is saved."""
    try:
        yield
    except KeyboardInterrupt:
        complain("stopped; run the same command again to continue")
        raise typer.Exit(INTERRUPTED) from None
