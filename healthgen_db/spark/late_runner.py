"""A runner whose Spark session starts when there is work for it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from pyspark.sql import SparkSession

from healthgen_db.spark.runner import SparkRunner
from healthgen_db.stages.runner import Units, Work
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World


class LateRunner:
    """Starts Spark when there is work for it. A place that cannot be used, or is complete, needs no Spark."""

    def __init__(self, session: Callable[[], SparkSession], world: World, stages: Sequence[Stage]) -> None:
        self.runner = cache(lambda: SparkRunner(session(), world, stages))

    def start(self) -> None:
        """Start Spark, and send the world to the workers."""
        self.runner()

    def run(
        self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
    ) -> list[dict[str, Any]]:
        """Do the work as SparkRunner.run() does it."""
        return self.runner().run(stage, parts, work, done)
