"""The command load: checks every option, then loads, validates and publishes a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from healthgen_db.cli.command import HOW, INTERRUPTED, OUTPUT, VIOLATIONS, DatabaseCommand, complain
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option
from healthgen_db.config.options import Config

if TYPE_CHECKING:
    from healthgen_db.loading.load_options import LoadResult

# The modules with the stages of operations, which only some datasets need.
OPERATIONS = ["healthgen_db.operations.hospitals_stage", "healthgen_db.operations.patients_with_demand"]
LONGEST_LOCK_TIMEOUT = 2_000_000  # the server counts milliseconds in 31 bits


@dataclass(frozen=True, kw_only=True)
class Load(DatabaseCommand):
    """Load a dataset, check its rules, and publish it.

    Readers of the schema see the whole old dataset or the whole new one.

    If a load was stopped, run the same command again: it continues.

    Exit code 1: rows violate a rule, and the old dataset stays in place.
    """

    example = (
        "[bold]Examples[/bold]\n\nhealthgen load\n\nhealthgen load --patients 50000 --seed 8 --today 2026-06-30 "
        "--zip-target 5800\n\nhealthgen load --preset nationwide --dsn postgresql://me@host/db --schema training"
    )

    given: Mapping[str, Any] = field(default_factory=dict)
    """The options of Config on the command line."""
    preset: str | None = option(
        None, "A named set of options; healthgen presets lists them. Options on the command line win."
    )
    config: Path | None = option(
        None,
        "A file of options, such as [bold]patients = 5000[/bold]. Options on the command line win.",
        metavar="FILE.toml",
    )
    workers: int | None = option(
        None,
        "Processes that compute and copy.",
        limits=(1, 64),
        default="one per core",
        panel=HOW,
    )
    block_size: int | None = option(
        None,
        "Patients that a worker loads at a time; more patients take more memory.",
        limits=(1, 1_000_000),
        default="16384",
        panel=HOW,
    )
    restart: bool = option(False, "Drop an unfinished load and begin again.", panel=HOW)
    replace: bool = option(
        False,
        "Publish even if this drops objects that healthgen did not create: tables, views, policies, comments.",
        panel=HOW,
    )
    no_validate: bool = option(False, "Publish without checking the rules.", panel=HOW)
    strict: bool = option(
        False, "Count warnings, such as a metric outside its band, as violations.", panel=HOW
    )
    lock_timeout: float = option(
        30.0,
        "How long publishing waits for sessions that hold locks on the old dataset.",
        limits=(0.001, LONGEST_LOCK_TIMEOUT),
        metavar="SECONDS",
        panel=HOW,
    )
    outdir: Path | None = option(
        None,
        "Also write the tables as flat CSV files, and the validation summary, into this folder.",
        metavar="DIR",
        panel=OUTPUT,
    )

    def run(self) -> None:
        """Check the options, then load, validate and publish."""
        from healthgen_db.config.sources import build_config
        from healthgen_db.loading.processes import cores, warm_up
        from healthgen_db.local_server.environment import forget_other_servers

        config = build_config(self.given, preset=self.preset, file=self.config)
        if self.dsn is None:
            forget_other_servers()
        if (self.workers or cores()) > 1 and config.patients > (self.block_size or 16_384):
            stages = OPERATIONS if config.operations else []
            warm_up(["healthgen_db.loading.workers", "healthgen_db.stage_list", *stages])

        from healthgen_db.api import load
        from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.export.files import check_folder
        from healthgen_db.export.flat_files import export
        from healthgen_db.stage_list import tables_for
        from healthgen_db.target import open_target

        if self.strict and self.no_validate:
            raise ConfigError("--strict: --no-validate gives no warnings to count; leave one of the two out")
        check_folder(self.outdir, [*(f"{table}.csv" for table in tables_for(config)), *SUMMARY_FILES])
        with watching(quiet=self.quiet) as progress:
            with _stopped("run the same command again to continue"):
                result = load(
                    config,
                    self.dsn,
                    self.schema,
                    progress=progress,
                    workers=self.workers,
                    block_size=self.block_size,
                    restart=self.restart,
                    replace=self.replace,
                    check_rules=not self.no_validate,
                    strict=self.strict,
                    lock_timeout=self.lock_timeout,
                )
            target = open_target(self.dsn, self.schema, progress)
            try:
                with _stopped("the load is complete, but not all files are written; use healthgen export"):
                    if self.outdir is not None and result.published:
                        export(target.dsn, self.schema, self.outdir, progress=progress)
                    if self.outdir is not None and result.validation is not None:
                        write_summary(result.validation, self.outdir)
            finally:
                self._report(result, target.hints(), config)

    def _report(self, result: LoadResult, hints: Mapping[str, Any], config: Config) -> None:
        from healthgen_db.cli.show.load import load_screen, load_values

        self.show(load_values(result, hints, config.seed), load_screen(result, hints, config.seed))
        if result.rows.get("visits") == 0:
            complain(
                f"the dataset has no visit: the first admissions are on --start {config.start}, and visits appear on"
                f" their billing date; choose a --today later than {config.today}"
            )
        if not result.published:
            violated = result.validation is not None and result.validation.violated
            reason = "rows violate rules" if violated else "there are warnings, and --strict counts them"
            complain(
                f"not published: {reason}; you can look at the dataset in schema {result.schema} until you load with"
                " --restart"
            )
            raise typer.Exit(VIOLATIONS)


@contextmanager
def _stopped(advice: str) -> Iterator[None]:
    """Tell a user who stops the command with Ctrl-C what is done and what to do."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"stopped; {advice}")
        raise typer.Exit(INTERRUPTED) from None
