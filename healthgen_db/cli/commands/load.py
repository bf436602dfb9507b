"""The verb load: checks every option, then makes, checks and publishes a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a verb runs, so that --help and usage errors come at once

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from healthgen_db.cli.commands import files
from healthgen_db.cli.commands import locality as near
from healthgen_db.cli.commands import messiness as mess
from healthgen_db.cli.commands import options as o
from healthgen_db.config.errors import ConfigError

if TYPE_CHECKING:
    from healthgen_db.loading.load import LoadResult
    from healthgen_db.progress import Progress
    from healthgen_db.world.world import World

__all__ = ["EXAMPLES", "load"]

EXAMPLES = (
    "[bold]Examples[/bold]\n\nhealthgen load\n\nhealthgen load --patients 50000 --seed 8 --today 2026-06-30 "
    "--zip-target 5800\n\nhealthgen load --preset nationwide --dsn postgresql://me@host/db --schema training"
)


def load(
    *,
    ctx: typer.Context,
    patients: o.Patients = None,
    seed: o.Seed = None,
    today: o.Today = None,
    origin: o.Origin = None,
    start: o.Start = None,
    preset: o.Preset = None,
    config: files.ConfigFile = None,
    zip_target: o.ZipTarget = None,
    zip_pool_file: files.ZipPoolFile = None,
    minor_same_day_rate: o.MinorSameDayRate = None,
    population: o.Population = None,
    single_hospital: near.SingleHospital = None,
    hospital_name: near.HospitalName = None,
    hospital_state: near.HospitalState = None,
    hospital_zipcode: near.HospitalZipcode = None,
    local_share: near.LocalShare = None,
    local_top_n: near.LocalTopN = None,
    local_decay: near.LocalDecay = None,
    outstate_neighbor_share: near.OutstateNeighborShare = None,
    messy: mess.Messy = None,
    workers: o.Workers = None,
    block_size: o.BlockSize = None,
    restart: o.Restart = False,
    replace: o.Replace = False,
    no_validate: o.NoValidate = False,
    strict: o.Strict = False,
    lock_timeout: o.LockTimeout = 30.0,
    outdir: files.Outdir = None,
    dsn: o.Dsn = None,
    schema: o.Schema = o.SCHEMA,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
    quiet: o.Quiet = False,
) -> None:
    """Make a dataset, check its rules, and publish it.

    Whoever reads the schema sees the old dataset whole or the new one whole.

    A load that was stopped, whatever stopped it, goes on when the same command is run again.

    Exit code 1: a rule is broken, and the old dataset stays in place.
    """
    from healthgen_db.config.options import BLOCK_SIZE, build_config
    from healthgen_db.loading.processes import cores, warm_up
    from healthgen_db.local_server.environment import forget_other_servers

    settings = build_config(_given(ctx), preset=preset, file=config)
    if dsn is None:
        forget_other_servers()
    workers, block_size = workers or cores(), block_size or BLOCK_SIZE
    if workers > 1 and settings.patients > block_size:
        warm_up()

    from healthgen_db.cli.show.progress_bars import watching
    from healthgen_db.cli.show.reports import load_screen, load_values, show
    from healthgen_db.cli.target import check_folder, open_target
    from healthgen_db.export.files import REPORT_FILE, SUMMARY_FILE, export_names
    from healthgen_db.loading.load import Load, LoadOptions
    from healthgen_db.schema.schema_names import check_schema
    from healthgen_db.world.world import build_world

    if strict and no_validate:
        raise ConfigError("--strict: there is nothing to be strict about with --no-validate; leave one out")
    check_schema(schema, messy=settings.messy > 0)
    check_folder(outdir, [*export_names("csv").values(), SUMMARY_FILE, REPORT_FILE])
    world = build_world(settings)
    how = LoadOptions(
        workers=workers,
        block_size=block_size,
        restart=restart,
        replace=replace,
        validate=not no_validate,
        strict=strict,
        lock_timeout=lock_timeout,
    )
    with _resumable(), watching(quiet=quiet) as progress:
        _announce(world, progress)
        target = open_target(dsn, schema, progress)
        result = Load(target.dsn, schema, world, how, progress).run()
        if outdir is not None:
            _write_files(target.dsn, schema, result, outdir, progress)
        hints = target.hints()
    show(
        load_values(result, hints, settings.seed), load_screen(result, hints, settings.seed), as_json=as_json
    )
    if not result.published:
        _refuse(result)


def _given(ctx: typer.Context) -> dict[str, Any]:
    """Return the options of a dataset as they were given: those that Config knows, days without their time."""
    from healthgen_db.config.options import Config

    given = {name: value for name, value in ctx.params.items() if name in Config.model_fields}
    return {name: value.date() if isinstance(value, datetime) else value for name, value in given.items()}


def _refuse(result: LoadResult) -> None:
    """Say why the dataset was not published and where it is, and end."""
    violated = result.validation is not None and result.validation.violated
    broken = "rules are broken" if violated else "there are warnings, and --strict was given"
    o.complain(
        f"not published: {broken}; the dataset is in schema {result.schema} for you to look at,"
        " until you load with --restart"
    )
    raise typer.Exit(o.VIOLATIONS)


def _announce(world: World, progress: Progress) -> None:
    """Tell what is about to be made, and what in it may surprise."""
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
    """Tell whoever stops the work that it is not lost."""
    try:
        yield
    except KeyboardInterrupt:
        o.complain("stopped; the same command goes on from there")
        raise typer.Exit(o.INTERRUPTED) from None
