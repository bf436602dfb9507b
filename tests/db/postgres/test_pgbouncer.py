"""PgBouncer, the usual connection pooler: session pooling works, and the other modes are refused at once."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.doctor.database import BESIDE_WORKERS, database_section
from healthgen_db.export.portable_postgres import portable_fingerprint
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres import pooling
from healthgen_db.postgres.connection import connect, pooled_sessions
from healthgen_db.systems import cores
from tests.pgbouncer import installed, pgbouncer

SCHEMA = "healthcare"
pytestmark = pytest.mark.skipif(
    installed() is None, reason="pgbouncer is not installed (Debian: apt-get install pgbouncer)"
)
# Other tests may use the same server.
LOCKS = """
SELECT locktype, mode
FROM pg_locks AS l
INNER JOIN pg_database AS d ON l.database = d.oid
WHERE l.locktype = 'advisory' AND d.datname = current_database()
"""
# What a session would leave behind: settings and locks. The pooler itself sets the name of the application.
LEFT = f"{LOCKS} UNION ALL SELECT name, setting FROM pg_settings WHERE name <> 'application_name' ORDER BY 1"


def test_session_pooling_gives_the_same_dataset_and_leaves_no_locks(
    empty_dsn: str, run_load: Callable[..., LoadResult], digest: Callable[[str], str]
) -> None:
    with pgbouncer(empty_dsn, "session", size=8) as pooled:
        first = run_load(pooled, messy=0.05, how={"workers": 2, "validate": True})
        assert first.fingerprint.whole == digest(empty_dsn) == digest(pooled)
        again = run_load(pooled, seed=2, messy=0.05)
        assert again.fingerprint.whole == digest(empty_dsn) != first.fingerprint.whole
        portable = portable_fingerprint(pooled, SCHEMA, connections=2).whole
        with connect(empty_dsn) as connection:
            assert connection.execute(LOCKS).fetchall() == []
    assert portable == portable_fingerprint(empty_dsn, SCHEMA).whole


@pytest.mark.parametrize("more", ["", "server_round_robin = 1"])
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_other_modes_are_refused_by_name(empty_dsn: str, mode: str, size: int, more: str) -> None:
    with pgbouncer(empty_dsn, mode, size=size, more=more) as pooled:
        with psycopg.connect(pooled, autocommit=True) as client:
            before = client.execute(LEFT).fetchall()
        with pytest.raises(
            WarehouseError, match=f"in {mode} pooling mode, which shares sessions .*; connect to"
        ):
            connect(pooled, schema=SCHEMA)
        with psycopg.connect(pooled, autocommit=True) as client:
            for _ in range(size):
                assert client.execute(LEFT).fetchall() == before


def test_a_pool_with_one_session_is_refused(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "WAIT_SECONDS", 0.3)
    with (
        pgbouncer(empty_dsn, "session", size=1) as pooled,
        pytest.raises(WarehouseError, match=r"gave no second session within .* raise its pool size"),
    ):
        connect(pooled)


def test_doctor_counts_the_sessions_of_a_pool(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "COUNT_SECONDS", 0.3)
    needed = cores() + BESIDE_WORKERS
    for size in (needed - 1, needed):
        with pgbouncer(empty_dsn, "session", size=size) as pooled:
            section = database_section(pooled)
        assert section.facts["through a pooler"] is True
        gives = f"the connection pooler gives {size} sessions at the same time"
        assert [problem.what.startswith(gives) for problem in section.problems] == [True] * (size < needed)
    assert pooled_sessions(empty_dsn, needed, application_name="test") is None
    # What is refused is no small pool.
    with (
        pgbouncer(empty_dsn, "session", size=9, more="max_client_conn = 2") as pooled,
        pytest.raises(WarehouseError, match="no more connections allowed"),
    ):
        pooled_sessions(pooled, needed, application_name="test")


def test_a_pool_that_is_used_up_says_so(empty_dsn: str) -> None:
    with (
        pgbouncer(empty_dsn, "session", size=1, more="query_wait_timeout = 1") as pooled,
        connect(empty_dsn),
        pytest.raises(
            WarehouseError, match=r"query_wait_timeout: all server sessions .* raise its pool size"
        ),
    ):
        connect(pooled)


def test_options_that_a_pooler_does_not_pass_on(empty_dsn: str) -> None:
    with (
        pgbouncer(empty_dsn, "session", size=2) as pooled,
        pytest.raises(
            WarehouseError, match=r"unsupported startup parameter.*options.*; leave out the options"
        ),
    ):
        connect(f"{pooled} options='-c lock_timeout=5s'")
