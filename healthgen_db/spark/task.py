"""The functions that Spark sends to its workers.

They are sent with their code (see runner.py), so that they also run where healthgen is missing or is another version,
and say so. Until check() has passed, they use nothing of healthgen.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark import Accumulator, Broadcast

    from healthgen_db.spark.on_worker import DoParts, HandOn
    from healthgen_db.world.world import World

REFUSED = "healthgen refuses this worker: "

Batches = Iterator["pa.RecordBatch"]


def for_parts(
    versions: Mapping[str, str], world: Broadcast[World], work: Broadcast[DoParts], done: Accumulator[int]
) -> Callable[[Batches], Batches]:
    """Return a function for mapInArrow: from the numbers of parts to their records."""

    def records(numbers: Batches) -> Batches:
        check(versions)
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                yield from work.value(world.value, number, done).to_batches()

    return records


def for_handed_on(
    versions: Mapping[str, str], world: Broadcast[World], hand_on: Broadcast[HandOn]
) -> Callable[[Batches], Batches]:
    """Return a function for mapInArrow: from the numbers of units to what they hand on."""

    def handed_on(numbers: Batches) -> Batches:
        check(versions)
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                yield from hand_on.value(world.value, number)

    return handed_on


def for_parts_with_rows(
    versions: Mapping[str, str], world: Broadcast[World], work: Broadcast[DoParts], done: Accumulator[int]
) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """Return a function for applyInArrow: from what was handed on to a part, and its number, to its record."""

    def record(rows: pa.Table, numbers: pa.Table) -> pa.Table:
        check(versions)
        (number,) = numbers["part"].to_pylist()
        return work.value(world.value, number, done, rows)

    return record


def check(versions: Mapping[str, str]) -> None:
    """Raise RuntimeError unless this worker has the versions of the driver."""
    try:
        from healthgen_db.spark.versions import installed  # noqa: PLC0415 - it can be missing here

        here = installed()
    except Exception as error:
        raise RuntimeError(f"{REFUSED}{socket.gethostname()} cannot use healthgen ({error})") from error
    for name, version in versions.items():
        if here.get(name) != version:
            raise RuntimeError(
                f"{REFUSED}{socket.gethostname()} has {name} {here.get(name)}, and the driver has {version}"
            )
