"""Reconcile finds no difference where there is none, says why there is one, and names every row that was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.reconcile.result import (
    IRREPARABLE,
    LOST,
    NOT_COMPUTED,
    NOT_INGESTED,
    NOT_RECORDED,
    NOT_SENT,
    OF_THE_FEED,
    QUARANTINED,
    UNEXPLAINED,
    Reconciled,
)

Databases = Callable[..., AbstractContextManager[str]]
Query = Callable[..., list[tuple[Any, ...]]]
Compare = Callable[..., Reconciled]
RELATIONS = ["encounters", "ed_stays", "bed_stays", "bed_status_periods", "adt_events", "patients"]
# A discharge in the middle of the log, of a patient who had a bed.
DISCHARGE = """
SELECT e.encounter_id, e.left_at
FROM healthcare.encounters AS e
JOIN healthcare.bed_stays AS b USING (encounter_id)
WHERE e.left_at BETWEEN '2026-05-20' AND '2026-06-10' AND b.sequence = 1
ORDER BY e.left_at
"""


@pytest.fixture
def changed(databases: Databases, clean: str) -> Iterator[str]:
    """Give a copy of the clean database, to change something behind the back of silver."""
    with databases(copy_of=clean) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def dirty(databases: Databases, loaded: str, send: Callable[..., None]) -> Iterator[str]:
    """Give a database that was sent with many faults."""
    with databases(copy_of=loaded) as dsn:
        send(dsn, dirty=0.2)
        yield dsn


def reasons(result: Reconciled) -> dict[str, set[str]]:
    """Return the relations that differ for each reason."""
    found: dict[str, set[str]] = {}
    for relation in result.relations:
        for reason in relation.reasons:
            found.setdefault(reason, set()).add(relation.name)
    return found


def keys(result: Reconciled, reason: str) -> set[str]:
    """Return what the examples name."""
    return {each.key for each in result.examples if each.reason == reason}


def execute(dsn: str, statement: str, *parameters: object) -> None:
    with closing(connect(dsn, schema="healthcare_silver", autocommit=True)) as connection:
        connection.execute(statement.encode(), parameters)


def test_all_is_equal_but_the_last_hours_of_the_log(clean: str, compare: Compare, query: Query) -> None:
    result = compare(clean)
    assert result.ok
    assert reasons(result).keys() <= {NOT_RECORDED}
    assert [each.name for each in result.relations] == [*RELATIONS, "kpi_values"]
    for relation in result.relations[:-1]:
        table = f"healthcare{'_silver' if relation.name == 'patients' else ''}.{relation.name}"
        assert query(clean, f"SELECT count(*) FROM {table}") == [(relation.rows,)]
        assert relation.rows - relation.equal <= 5
        assert relation.equal > 80
    assert result.relations[-1].equal == result.relations[-1].rows > 4_000


def test_it_names_each_row_that_was_changed(changed: str, compare: Compare, query: Query) -> None:
    late, moved, gone, event, *_ = [encounter for encounter, _ in query(changed, DISCHARGE)]
    for statement in (
        f"UPDATE encounters SET left_at = left_at + interval '1 hour' WHERE encounter_id = {late}",
        f"UPDATE bed_stays SET bed_id = bed_id + 1 WHERE encounter_id = {moved} AND sequence = 1",
        f"DELETE FROM encounters WHERE encounter_id = {gone}",
        f"DELETE FROM adt_events WHERE encounter_id = {event} AND trigger = 'A03'",
        "DELETE FROM ed_stays WHERE encounter_id = (SELECT min(encounter_id) FROM ed_stays)",
        "UPDATE adt_events SET esi = 1 WHERE event_key = (SELECT min(event_key) FROM adt_events WHERE esi = 2)",
        "UPDATE bed_status_periods SET status = 'blocked' WHERE ctid = (SELECT min(ctid) FROM bed_status_periods)",
        "UPDATE patients SET gender = 'Other' WHERE patient_id = (SELECT min(patient_id) FROM patients)",
        "INSERT INTO encounters (encounter_id) VALUES (1)",
    ):
        execute(changed, statement)
    result = compare(changed, kpis=False, number=20)
    assert not result.ok
    assert {each.name: each.reasons.get(LOST, 0) for each in result.relations} == {
        "encounters": 1, "ed_stays": 1, "bed_stays": 0, "bed_status_periods": 0, "adt_events": 1, "patients": 0,
    }  # fmt: skip
    assert {each.name: each.reasons.get(UNEXPLAINED, 0) for each in result.relations} == {
        "encounters": 2, "ed_stays": 0, "bed_stays": 1, "bed_status_periods": 1, "adt_events": 1, "patients": 1,
    }  # fmt: skip
    assert {f"encounter {late}", f"encounter {moved}, bed stay 1", "encounter 1"} <= keys(result, UNEXPLAINED)
    assert f"encounter {gone}" in keys(result, LOST)


def test_a_value_of_gold_that_silver_does_not_give_is_named(
    changed: str, compare: Compare, query: Query
) -> None:
    execute(
        changed,
        "UPDATE healthcare_gold.kpi_values SET value = value + 1 WHERE kpi_id = 'bed_days' AND department_id = 0"
        " AND window_kind = 'week' AND ended_at = (SELECT max(ended_at) FROM healthcare_gold.kpi_values"
        " WHERE window_kind = 'week')",
    )
    last = "(SELECT max(ended_at) FROM healthcare_gold.kpi_values)"
    female = "kpi_id = 'female_pct' AND department_id = 0"
    execute(
        changed,
        f"DELETE FROM healthcare_gold.kpi_values WHERE {female} AND ended_at = {last}",
    )
    result = compare(changed)
    assert not result.ok
    [values] = [each for each in result.relations if each.name == "kpi_values"]
    assert values.reasons == {UNEXPLAINED: 1, LOST: 1}
    assert any(key.startswith("bed_days of ") for key in keys(result, UNEXPLAINED))
    # What silver says has changed will be computed by the next ingest.
    execute(changed, "UPDATE healthcare_gold.changes SET from_at = '2026-05-01'")
    assert reasons(compare(changed)).keys() <= {NOT_COMPUTED, NOT_RECORDED}


def test_a_lost_event_is_the_reason_of_what_follows_from_it(
    databases: Databases, loaded: str, send: Callable[..., None], compare: Compare, query: Query
) -> None:
    with databases(copy_of=loaded) as dsn:
        send(dsn, gold=False, until="2026-05-22")
        [(lost,)] = query(
            dsn,
            "SELECT min(event_key) FROM healthcare.adt_events WHERE trigger = 'A03' AND occurred_at BETWEEN"
            " '2026-05-24' AND '2026-05-28'",
        )
        # The log without the event is sent, as if the message had been dropped on its way.
        execute(
            dsn, "CREATE TABLE public.kept AS SELECT * FROM healthcare.adt_events WHERE event_key = %s", lost
        )
        execute(dsn, "DELETE FROM healthcare.adt_events WHERE event_key = %s", lost)
        send(dsn)
        execute(dsn, "INSERT INTO healthcare.adt_events SELECT * FROM public.kept")
        result = compare(dsn)
        found = reasons(result)
        assert found.keys() <= {LOST, NOT_RECORDED}
        assert {"encounters", "adt_events", "kpi_values"} <= found[LOST]
        assert f"event {lost}" in keys(result, LOST)


def test_what_was_not_sent_is_no_fault(
    databases: Databases, loaded: str, send: Callable[..., None], compare: Compare, query: Query
) -> None:
    with databases(copy_of=loaded) as dsn:
        send(dsn, until="2026-06-01")
        result = compare(dsn)
        assert result.ok
        found = reasons(result)
        assert found.keys() == {NOT_SENT}
        # Gold has the windows that silver can close, and these are equal.
        assert found[NOT_SENT] >= {"encounters", "ed_stays", "bed_stays", "bed_status_periods", "adt_events"}
        values = result.relations[-1]
        assert values.equal > 1_000
        execute(dsn, "DELETE FROM adt_events WHERE event_key = (SELECT max(event_key) FROM adt_events)")
        assert LOST in reasons(compare(dsn, kpis=False))
        # While messages wait in bronze, one of them may tell the event.
        execute(dsn, "INSERT INTO healthcare_bronze.batches (source, messages) VALUES ('stream', 1)")
        assert reasons(compare(dsn, kpis=False)).keys() == {NOT_SENT, NOT_INGESTED}


def test_what_from_leaves_out_is_no_fault(
    databases: Databases, loaded: str, send: Callable[..., None], compare: Compare
) -> None:
    with databases(copy_of=loaded) as dsn:
        send(dsn, gold=False, since="2026-06-10", until="2026-06-15")
        result = compare(dsn, kpis=False)
        assert result.ok
        assert reasons(result).keys() == {NOT_SENT}
        with pytest.raises(ConfigError, match="would never get those in between"):
            send(dsn, since="2026-06-20")


def test_a_dirty_stream_may_still_hold_messages_back(
    databases: Databases, loaded: str, send: Callable[..., None], compare: Compare, query: Query
) -> None:
    with databases(copy_of=loaded) as dsn:
        send(dsn, gold=False, dirty=0.3, until="2026-06-12T14:00")
        result = compare(dsn, kpis=False, number=10_000)
        assert result.ok, [each for each in result.examples if each.reason in {LOST, UNEXPLAINED}]
        assert reasons(result).keys() == {NOT_SENT, IRREPARABLE, OF_THE_FEED}
        held = {
            f"event {key}"
            for (key,) in query(
                dsn,
                "SELECT a.event_key FROM healthcare.adt_events AS a CROSS JOIN healthcare_feed.positions AS p"
                " WHERE (a.recorded_at, a.event_key) < (p.sent_at, p.event_key)"
                " AND NOT EXISTS (SELECT FROM healthcare_silver.adt_events AS t WHERE t.event_key = a.event_key)"
                " AND NOT EXISTS (SELECT FROM healthcare_feed.answers AS w WHERE w.message_id = a.event_key::text)",
            )
        }
        assert held
        assert held <= keys(result, NOT_SENT)


def test_faults_of_a_dirty_stream_are_those_of_its_answers(
    dirty: str, compare: Compare, query: Query
) -> None:
    result = compare(dirty, number=10_000)
    found = reasons(result)
    assert result.ok, [each for each in result.examples if each.reason in {LOST, UNEXPLAINED}]
    assert found.keys() <= {IRREPARABLE, OF_THE_FEED, NOT_RECORDED}
    irreparable = query(
        dirty, "SELECT 'event ' || message_id FROM healthcare_feed.answers WHERE NOT repairable"
    )
    assert {key for key in keys(result, IRREPARABLE) if key.startswith("event ")} == {
        key for (key,) in irreparable
    }
    assert len(irreparable) > 20
    assert "kpi_values" in found[IRREPARABLE]


def test_after_a_resend_only_the_mistakes_of_the_feed_are_left(
    databases: Databases, dirty: str, send: Callable[..., None], compare: Compare
) -> None:
    with databases(copy_of=dirty) as dsn:
        execute(dsn, "DELETE FROM encounters WHERE encounter_id = (SELECT min(encounter_id) FROM encounters)")
        assert not compare(dsn, kpis=False).ok
    with databases(copy_of=dirty) as dsn:
        send(dsn, resend=True)
        found = reasons(compare(dsn))
        assert found.keys() <= {OF_THE_FEED, NOT_RECORDED}
        assert found[OF_THE_FEED] <= {"adt_events", "kpi_values"}


def test_quarantined_events_are_said_to_be(changed: str, compare: Compare, query: Query) -> None:
    [(key,)] = query(changed, "SELECT min(event_key) FROM healthcare_silver.adt_events WHERE trigger = 'A16'")
    execute(
        changed,
        'INSERT INTO quarantine (message_number, batch_id, source, partition, "offset", message_id, reason, raw)'
        " VALUES (1, 1, 'test', 0, 0, %s, 'field wrong', '{}')",
        str(key),
    )
    execute(changed, "DELETE FROM adt_events WHERE event_key = %s", key)
    assert keys(compare(changed, kpis=False), QUARANTINED) == {f"event {key}"}


def test_the_command_exits_with_1_for_a_lost_row(changed: str, healthgen: Callable[..., Any]) -> None:
    ended = healthgen("reconcile", "--dsn", changed, "--no-kpis", "--json")
    assert (ended.code, ended.values["ok"]) == (0, True)
    execute(
        changed,
        "DELETE FROM bed_stays WHERE (encounter_id, sequence) = (SELECT min(encounter_id), 1 FROM bed_stays)",
    )
    ended = healthgen("reconcile", "--dsn", changed, "--no-kpis")
    assert ended.code == 1
    assert "1 differences are LOST or UNEXPLAINED" in ended.out
    ended = healthgen("reconcile", "--dsn", changed, "--to", "nowhere")
    assert ended.code == 2
    assert "nothing was sent there; there are postgres" in ended.err
    ended = healthgen("reconcile", "--dsn", changed, "--ingested", "nothing")
    assert ended.code == 3
    assert "healthgen ingest" in ended.err
