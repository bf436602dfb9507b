"""The runner on Spark: a task for each part. The workers write the rows, and send back nothing but records."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import numpy as np
from pyspark import Accumulator, cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.pandas.types import from_arrow_schema

from healthgen_db.spark import task
from healthgen_db.spark.job_errors import job_errors
from healthgen_db.spark.on_worker import KEY, NOBODY, RECORDS, DoParts, HandOn
from healthgen_db.spark.versions import installed
from healthgen_db.stages.runner import Units, Work
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World

SECONDS_BETWEEN_LOOKS = 0.2

# Workers without healthgen, or with another version, can run these functions, too.
cloudpickle.register_pickle_by_value(task)  # type: ignore[no-untyped-call]


class SparkRunner:
    """Does the work on parts by the workers of a Spark session. The world is sent to each worker once.

    stages: all stages of the dataset. If a stage takes what an earlier one hands on, that is computed again and shared
    out among the parts by a shuffle.
    """

    def __init__(self, session: SparkSession, world: World, stages: Sequence[Stage]) -> None:
        self.session = session
        self.context = session.sparkContext
        self.stages = {stage.name: stage for stage in stages}
        self.world = world
        self.sent_world = self.context.broadcast(world)
        self.versions = installed()

    def start(self) -> None:
        """Do nothing: the session has started."""

    def run(
        self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
    ) -> list[dict[str, Any]]:
        """Do the work on every part and return the records, in any order. done: called with the number of ids.

        Raises the error of a part, and SparkError if Spark gives up.
        """
        sent = self.context.broadcast(DoParts(stage, parts, work))
        counter = self.context.accumulator(0)
        arguments = self.versions, self.sent_world, sent, counter
        schema = from_arrow_schema(RECORDS)
        with job_errors(), _watched(counter, done):
            if stage.takes:
                keys = self._keys(len(parts))
                rows, numbers = self._rows_by_part(stage, parts, keys), self._keys_of_parts(keys)
                grouped = rows.groupBy(KEY).cogroup(numbers.groupBy(KEY))
                records = grouped.applyInArrow(task.for_parts_with_rows(*arguments), schema)
            else:
                records = self._numbers(len(parts)).mapInArrow(task.for_parts(*arguments), schema)
            return [json.loads(row["record"]) for row in records.collect()]

    def _numbers(self, count: int) -> DataFrame:
        """Return the numbers from 0, each in a task of its own."""
        return self.session.range(0, count, 1, count)

    def _rows_by_part(self, stage: Stage, parts: Sequence[Units], keys: Sequence[int]) -> DataFrame:
        """Return the rows that a stage takes of an earlier stage. All rows of a part are in the same task."""
        (taken,) = stage.takes
        source = self.stages[taken.stage]
        key_of_id = np.full(stage.work_units(self.world)[-1].last, NOBODY, np.int32)
        for units, key in zip(parts, keys, strict=True):
            for unit in units:
                key_of_id[unit.first - 1 : unit.last] = key
        hand_on = HandOn(source, source.work_units(self.world), taken, key_of_id)
        function = task.for_handed_on(self.versions, self.sent_world, self.context.broadcast(hand_on))
        rows = self._numbers(len(hand_on.units)).mapInArrow(
            function, from_arrow_schema(hand_on.schema(self.world))
        )
        return rows.repartition(len(parts), KEY)

    def _keys_of_parts(self, keys: Sequence[int]) -> DataFrame:
        """Return the key and the number of each part, so that a part without rows has a task, too."""
        pairs = [(key, number) for number, key in enumerate(keys)]
        return self.session.createDataFrame(pairs, f"{KEY} int, part long").repartition(len(keys), KEY)

    def _keys(self, count: int) -> list[int]:
        """Return a key for each part, such that Spark's hash puts each of them into another task.

        The numbers of the parts would do too, but several would share a task while other workers have none.
        """
        task_of_key = F.pmod(F.hash(F.col("id").cast("int")), F.lit(count))
        # The number that has all tasks among them is count * ln(count) on average.
        candidates = self.session.range(count * (20 + 2 * count.bit_length()))
        first = candidates.groupBy(task_of_key.alias("task")).agg(F.min("id").alias("key"))
        return [row["key"] for row in first.orderBy("task").collect()]


@contextmanager
def _watched(counter: Accumulator[int], done: Callable[[int], None]) -> Iterator[None]:
    """Report what tasks have counted, while Spark works and at the end of the block."""
    ended = Event()
    reported = 0

    def report() -> None:
        nonlocal reported
        if more := counter.value - reported:
            reported += more
            done(more)

    def watch() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            report()

    watcher = Thread(target=watch, name="healthgen-spark-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    report()
