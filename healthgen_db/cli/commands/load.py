"""The command load: checks every option, then loads, validates and publishes a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from healthgen_db.cli.command import HOW, OUTPUT, DatabaseCommand
from healthgen_db.cli.commands.dataset_options import PublishingCommand, stopped
from healthgen_db.config.fields import option

# The modules that the processes of a load need.
WORKER_MODULES = [
    "healthgen_db.cli.arrow_without_pandas",
    "healthgen_db.loading.workers",
    "healthgen_db.stage_list",
]
# The modules with the stages of operations, which only some datasets need.
OPERATIONS = ["healthgen_db.operations.hospitals_stage", "healthgen_db.operations.patients_with_demand"]


@dataclass(frozen=True, kw_only=True)
class Load(PublishingCommand, DatabaseCommand):
    """Load a dataset, check its rules, and publish it.

    Readers of the schema see the whole old dataset or the whole new one.

    If a load was stopped, run the same command again: it continues.

    Exit code 1: rows violate a rule, and the old dataset stays in place.
    """

    example = (
        "[bold]Examples[/bold]\n\nhealthgen load\n\nhealthgen load --patients 50000 --seed 8 --today 2026-06-30 "
        "--zip-target 5800\n\nhealthgen load --preset nationwide --dsn postgresql://me@host/db --schema training"
    )

    workers: int | None = option(
        None,
        "Processes that compute and copy.",
        limits=(1, 64),
        default="one per core",
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
        from healthgen_db.loading.processes import warm_up
        from healthgen_db.local_server.environment import forget_other_servers
        from healthgen_db.systems import cores

        config = self.built_config()
        if self.dsn is None:
            forget_other_servers()
        if (self.workers or cores()) > 1 and config.patients > (self.block_size or 16_384):
            stages = OPERATIONS if config.operations else []
            warm_up([*WORKER_MODULES, *stages])

        from healthgen_db.cli import arrow_without_pandas  # noqa: F401

        # isort: split
        from healthgen_db.api import load
        from healthgen_db.checks.summary import SUMMARY_FILES, write_summary
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.export.files import check_folder
        from healthgen_db.export.flat_files import export
        from healthgen_db.stage_list import tables_for
        from healthgen_db.target import open_target

        publishing = self.publishing()
        check_folder(self.outdir, [*(f"{table}.csv" for table in tables_for(config)), *SUMMARY_FILES])
        with watching(quiet=self.quiet) as progress:
            with stopped("run the same command again to continue"):
                result = load(
                    config,
                    self.dsn,
                    self.schema,
                    progress=progress,
                    workers=self.workers,
                    **publishing,
                )
            target = open_target(self.dsn, self.schema, progress)
            try:
                with stopped("the load is complete, but not all files are written; use healthgen export"):
                    if self.outdir is not None and result.published:
                        export(target.dsn, self.schema, self.outdir, progress=progress)
                    if self.outdir is not None and result.validation is not None:
                        write_summary(result.validation, self.outdir)
            finally:
                self.report(result, target.hints(), config)
