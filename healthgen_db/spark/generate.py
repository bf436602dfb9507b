"""Generating a Parquet dataset with Spark: the same rows as a load, written by all workers."""

from contextlib import ExitStack
from functools import cache

import pyspark
from pyspark.sql import SparkSession

from healthgen_db.api import announce
from healthgen_db.config.errors import ConfigError, SparkError
from healthgen_db.config.options import Config
from healthgen_db.parquet.generate import Generation
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.parquet.place import Place
from healthgen_db.progress import Progress
from healthgen_db.spark.fingerprint import spark_fingerprint
from healthgen_db.spark.late_runner import LateRunner
from healthgen_db.spark.session import check_spark, spark_session
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import build_world


def generate(
    config: Config,
    out: str,
    *,
    master: str | None = None,
    overwrite: bool = False,
    block_size: int | None = None,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Generate a dataset as Parquet files in the folder or at the URL `out`, and return its manifest.

    If a run was stopped, call it again with the same config: it continues. A complete dataset stays as it is.
    master, verbose: as for spark_session(). overwrite: remove the dataset that is there.

    Raises ConfigError if the place has something else, LoadError for a part, and SparkError.
    """
    if config.mart:
        raise ConfigError("--mart: PostgreSQL makes the star schema; use --to-postgres, or leave --mart out")
    observer, place = progress or Progress(), Place(out)
    check_spark(master)
    world = build_world(config)
    stages = [stage for stage in stages_for(world, block_size) if isinstance(stage, Stage)]
    announce(world, observer)
    with ExitStack() as stack:

        @cache
        def session() -> SparkSession:
            return stack.enter_context(spark_session(master, verbose=verbose))

        generation = Generation(
            place,
            world,
            stages,
            LateRunner(session, world, stages),
            fingerprint=lambda place: spark_fingerprint(session(), place),
            engine=f"Spark {pyspark.__version__}",
            progress=observer,
        )
        try:
            return generation.run(overwrite=overwrite)
        except OSError as error:
            raise SparkError(
                f"--out {place}: {error}; mend this, then run the same command again to continue"
            ) from error
