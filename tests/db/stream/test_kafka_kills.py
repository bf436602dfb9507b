"""Whatever is killed between the log and silver, nothing is lost or doubled. 30 kills: tests/benchmarks/stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from tests.db.stream.lake_comparison import check_bronze, silver_events
from tests.db.stream.pipeline import SCHEMA, TARGETS, pipeline
from tests.server_folders import server_folder

SEED = 14
WEEK = date(2026, 6, 24)
# A day in two seconds.
SPEED = 43_200


@pytest.fixture(scope="module")
def server(run_load: Callable[..., LoadResult]) -> Iterator[Server]:
    """Give a server that may be killed, with a small hospital at work."""
    with server_folder(in_memory=True) as folder:
        server = Server(folder / "server")
        server.start()
        hospital = {"operations": True, "single_hospital": True, "start": WEEK}
        run_load(server.dsn(), patients=600, **hospital, how={"block_size": 600})
        yield server


def test_kills_lose_and_double_nothing(server: Server, quick_group: Path) -> None:
    with pipeline(server, SEED, quick_group, speed=SPEED, options=("--from", WEEK)) as run:
        run.wait_until_it_flows()
        for target in Random(SEED).sample(TARGETS, len(TARGETS)):
            run.kill_at_random(target, most_seconds=2.0)
        run.finish()
        check_bronze(server, SCHEMA, run.ends())
    assert run.kills.total() == len(TARGETS), run.kills
    with connect(server.dsn(), schema=SCHEMA, autocommit=True) as connection:
        log = connection.execute(
            "SELECT event_key FROM adt_events INNER JOIN hospitals USING (hospital_id)"
            " WHERE recorded_at >= %s::timestamp AT TIME ZONE time_zone ORDER BY event_key",
            [WEEK],
        ).fetchall()
    assert silver_events(server, SCHEMA) == [key for (key,) in log]
