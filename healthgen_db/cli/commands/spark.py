"""The commands that compute a dataset on Spark."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from healthgen_db.cli.command import HOW, OUTPUT, SCHEMA, WHERE, Command
from healthgen_db.cli.commands.dataset_options import PublishingCommand, stopped
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.extras import require_extra
from healthgen_db.config.fields import hyphenated, option

# Options that files do not have.
OF_LOADS = ("schema", "restart", "replace", "no_validate", "strict", "lock_timeout")
AGAIN = "run the same command again to continue"


@dataclass(frozen=True, kw_only=True)
class Generate(PublishingCommand):
    """Compute a dataset on one or several machines: as Parquet files, or in a PostgreSQL server.

    It has the same rows as a dataset of [bold]healthgen load[/bold] with the same options.

    If a run was stopped, run the same command again: it continues.

    It needs Java 17 and the extra spark: uv run --extra spark healthgen spark generate.
    """

    example = (
        "[bold]Examples[/bold]\n\nhealthgen spark generate --patients 1000000 --out lake\n\nhealthgen spark generate"
        " --preset nationwide --out s3://bucket/nationwide --master spark://10.0.0.1:7077\n\nhealthgen spark generate"
        " --patients 5000000 --to-postgres postgresql://me@db/training --master spark://10.0.0.1:7077"
    )

    out: str | None = option(
        None,
        "A folder that all machines share, for Parquet files; or a URL that Arrow knows, such as s3://bucket/folder.",
        metavar="DIR|URL",
        panel=WHERE,
    )
    to_postgres: str | None = option(
        None,
        "A libpq string with which all machines reach a PostgreSQL server. Only with it: --schema, --restart,"
        " --replace, --no-validate, --strict, --lock-timeout.",
        metavar="DSN",
        panel=WHERE,
    )
    schema: str = option(SCHEMA, "Schema of the warehouse.", panel=WHERE)
    master: str | None = option(
        None,
        "What computes: local[2] is two cores of this machine; spark://HOST:7077, yarn or k8s://URL. Under"
        " spark-submit, leave it out.",
        default="all cores of this machine",
        metavar="MASTER",
        panel=HOW,
    )
    overwrite: bool = option(False, "Remove the Parquet dataset that is there, and begin again.", panel=HOW)
    quiet: bool = option(
        False, "No progress and no notes on standard error.", flags=("--quiet", "-q"), panel=OUTPUT
    )

    def run(self) -> None:
        """Check the options, then compute the dataset and show what was made."""
        self._check_target()
        require_extra("spark", "healthgen spark generate")
        if self.out is not None:
            self._to_files(self.out)
        elif self.to_postgres is not None:
            self._to_postgres(self.to_postgres)

    def _check_target(self) -> None:
        """Raise ConfigError unless there is one target, and no option of the other."""
        if (self.out is None) == (self.to_postgres is None):
            raise ConfigError(
                "write --out DIR for Parquet files, or --to-postgres DSN for a PostgreSQL server"
            )
        if self.to_postgres is not None and not self.to_postgres.strip():
            raise ConfigError("--to-postgres is empty: give a libpq string, such as postgresql://me@host/db")
        if self.to_postgres is not None and self.overwrite:
            raise ConfigError(
                "--overwrite: a load replaces the dataset of its schema; leave it out, or see --restart"
            )
        given = [
            hyphenated(each.name)
            for each in fields(self)
            if each.name in OF_LOADS and getattr(self, each.name) != each.default
        ]
        if self.out is not None and given:
            raise ConfigError(f"--{given[0]}: only with --to-postgres; leave it out for Parquet files")

    def _to_files(self, out: str) -> None:
        from healthgen_db.cli.show.parquet import parquet_screen, parquet_values
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.parquet.place import Place
        from healthgen_db.spark.generate import generate

        config = self.built_config()
        with watching(quiet=self.quiet) as progress, stopped(AGAIN):
            manifest = generate(
                config,
                out,
                master=self.master,
                overwrite=self.overwrite,
                block_size=self.block_size,
                verbose=self.verbose,
                progress=progress,
            )
        place = str(Place(out))
        self.show(parquet_values(place, manifest), parquet_screen(place, manifest))

    def _to_postgres(self, dsn: str) -> None:
        from healthgen_db.cli.show.progress_bars import watching
        from healthgen_db.spark.to_postgres import load_on_spark
        from healthgen_db.target import open_target

        config = self.built_config()
        publishing = self.publishing()
        with watching(quiet=self.quiet) as progress, stopped(AGAIN):
            result = load_on_spark(
                config,
                dsn,
                self.schema,
                master=self.master,
                verbose=self.verbose,
                progress=progress,
                **publishing,
            )
            hints = open_target(dsn, self.schema, progress).hints()
        self.report(result, hints, config)


@dataclass(frozen=True, kw_only=True)
class Script(Command):
    """Print the path of the file that spark-submit takes, with the options of healthgen spark generate."""

    example = (
        "[bold]Example[/bold]\n\nspark-submit --master yarn $(healthgen spark script) --patients 1000000"
        " --out hdfs:///lake"
    )

    def run(self) -> None:
        """Print it."""
        path = str(Path(__file__).parents[1] / "spark_submit.py")
        self.show({"script": path}, path)
