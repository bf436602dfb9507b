"""The log as pages of events: all of them, in order, with what the warehouse knows, however it is cut."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source import log as log_module
from healthgen_db.stream.source.log import Log, identity

SCHEMA = "healthcare"
TESTS = Path(__file__).parents[2]
Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]


def log_of(dsn: str, wanted: str | None = None) -> Log:
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        return Log(dsn, SCHEMA, hospitals_at_work(connection, wanted), require_dataset(connection, SCHEMA))


def events_of(log: Log, *cut: Any) -> list[AdtEvent]:
    return [event for page in log.pages(*cut) for event in page]


def moment(event: AdtEvent) -> tuple[datetime, int]:
    return event.recorded_at, event.event_key


@pytest.fixture(scope="module")
def events(hospital_dsn: str) -> list[AdtEvent]:
    return events_of(log_of(hospital_dsn))


@pytest.fixture(scope="module")
def week_dsn(databases: Databases) -> Iterator[str]:
    """Give a week of two hospitals in two time zones, in which clocks go forward."""
    with databases() as dsn:
        with connect(dsn, schema=SCHEMA) as connection:
            for name in ("reference_rows.sql", "hospital_week.sql", "hospital_week_people.sql"):
                connection.execute((TESTS / name).read_bytes())
        yield dsn


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "PAGE_EVENTS", 60)
    monkeypatch.setattr(log_module, "MOST_EVENTS", 80)


def test_every_event_comes_once_in_the_order_of_the_log(
    hospital_dsn: str, events: list[AdtEvent], query: Query
) -> None:
    keys = [
        key
        for (key,) in query(hospital_dsn, "SELECT event_key FROM adt_events ORDER BY recorded_at, event_key")
    ]
    assert len(keys) > 2_000
    assert [event.event_key for event in events] == keys


def test_an_event_has_the_columns_of_the_log(hospital_dsn: str, events: list[AdtEvent], query: Query) -> None:
    names = [name.name for name in fields(AdtEvent)]
    statement = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = 'adt_events'"
    )
    columns = [name for (name,) in query(hospital_dsn, statement, (SCHEMA,))]
    same = sorted(set(names) & set(columns) - {"service"})
    assert set(columns) - set(names) == {"class"}
    rows = query(
        hospital_dsn, f"SELECT {', '.join(same)}, class FROM adt_events ORDER BY recorded_at, event_key"
    )
    found = [(*(getattr(event, name) for name in same), event.klass) for event in events]
    assert found == rows


def test_times_are_local(hospital_dsn: str, events: list[AdtEvent], query: Query) -> None:
    [(zone,)] = query(hospital_dsn, "SELECT time_zone FROM hospitals JOIN units USING (hospital_id) LIMIT 1")
    rows = query(
        hospital_dsn,
        "SELECT (recorded_at AT TIME ZONE %s)::text FROM adt_events ORDER BY recorded_at, event_key",
        (zone,),
    )
    assert [event.recorded_at.replace(tzinfo=None).isoformat(" ") for event in events] == [
        row for (row,) in rows
    ]


# What messages say beside the log, as another query finds it.
BESIDE: dict[str, tuple[Callable[[AdtEvent], object], str]] = {
    "patient": (
        lambda event: (
            event.patient and (event.patient.patient_id, event.patient.last_name, event.patient.zipcode)
        ),
        (
            "SELECT e.event_key, p.patient_id, p.last_name, p.zipcode FROM adt_events AS e JOIN patients AS p"
            " ON p.patient_id = e.encounter_id / 10000"
        ),
    ),
    "bed": (
        lambda event: event.bed_reason and (event.bed_reason, event.outlier),
        (
            "SELECT e.event_key, b.reason, b.outlier FROM bed_stays AS b JOIN adt_events AS e USING (encounter_id)"
            " WHERE e.trigger IN ('A01', 'A02', 'A06') AND e.bed_id = b.bed_id AND e.occurred_at = b.entered_at"
        ),
    ),
    "staff": (
        lambda event: event.staff and (event.staff.staff_id, event.staff.last_name),
        (
            "SELECT e.event_key, s.staff_id, s.last_name FROM adt_events AS e JOIN encounter_staff AS es"
            " ON es.encounter_id = e.encounter_id AND es.began_at = e.occurred_at JOIN staff AS s USING (staff_id)"
            " WHERE (es.act, coalesce(e.update, e.trigger)) IN (('triage', 'triage'), ('emergency care', 'provider'),"
            " ('admission', 'A01'), ('admission', 'A06'), ('discharge', 'A03'))"
        ),
    ),
    "arrival": (
        lambda event: event.arrival_mode and (event.arrival_mode, event.admission_source, event.complaint_id),
        (
            "SELECT e.event_key, n.arrival_mode, n.admission_source, n.complaint_id FROM adt_events AS e"
            " JOIN encounters AS n USING (encounter_id) WHERE e.trigger IN ('A01', 'A04', 'A06')"
        ),
    ),
    "diagnosis": (
        lambda event: event.condition_id and (event.condition_id,),
        (
            "SELECT e.event_key, n.condition_id FROM adt_events AS e JOIN encounters AS n USING (encounter_id)"
            " WHERE e.trigger = 'A03' AND n.condition_id IS NOT NULL"
        ),
    ),
    "service": (
        lambda event: event.service and (event.service,),
        (
            "SELECT e.event_key, coalesce(e.service, n.service) FROM adt_events AS e LEFT JOIN encounters AS n"
            " USING (encounter_id) WHERE e.service IS NOT NULL OR e.trigger = 'A03'"
        ),
    ),
}


@pytest.mark.parametrize("what", BESIDE)
def test_an_event_tells_what_the_warehouse_knows(
    hospital_dsn: str, week_dsn: str, events: list[AdtEvent], query: Query, what: str
) -> None:
    told, statement = BESIDE[what]
    number = 0
    # The small hospital has no staff, and the week few beds.
    for dsn, found in ((hospital_dsn, events), (week_dsn, events_of(log_of(week_dsn)))):
        expected = {key: tuple(values) for key, *values in query(dsn, statement)}
        number += len(expected)
        assert {event.event_key: told(event) for event in found if told(event)} == expected
    assert number > 10


def test_any_cut_gives_the_rest(hospital_dsn: str, events: list[AdtEvent], small_pages: None) -> None:
    log = log_of(hospital_dsn)
    for place in random.Random(5).sample(range(len(events)), 12):
        assert events_of(log, moment(events[place])) == events[place + 1 :]
    for place in random.Random(6).sample(range(len(events)), 6):
        until = events[place].recorded_at
        assert events_of(log, None, until) == [event for event in events if event.recorded_at < until]


def test_pages_are_of_about_one_size(hospital_dsn: str, small_pages: None) -> None:
    pages = list(log_of(hospital_dsn).pages())
    assert len(pages) > 40
    assert max(map(len, pages)) <= 80
    narrow = log_of(hospital_dsn)
    narrow.widest = timedelta(hours=2)
    for page in narrow.pages(until=pages[9][-1].recorded_at):
        assert page[-1].recorded_at - page[0].recorded_at < timedelta(hours=2)


def test_two_hospitals_are_merged_in_order(week_dsn: str, query: Query) -> None:
    found = events_of(log_of(week_dsn))
    assert [moment(event) for event in found] == sorted(map(moment, found))
    assert {event.hospital_id for event in found} == {1, 2}
    rows = query(week_dsn, "SELECT event_key, recorded_at FROM adt_events ORDER BY recorded_at, event_key")
    assert [moment(event)[::-1] for event in found] == rows
    assert {event.recorded_at.utcoffset() for event in found} == {
        timedelta(hours=hours) for hours in (-8, -7, -5)
    }
    one = events_of(log_of(week_dsn, "2"))
    assert one == [event for event in found if event.hospital_id == 2]


def test_some_events_are_found_by_their_keys(hospital_dsn: str, events: list[AdtEvent]) -> None:
    wanted = random.Random(7).sample(events, 50)
    found = log_of(hospital_dsn).events([event.event_key for event in wanted])
    assert found == sorted(wanted, key=moment)


def test_the_order_holds_in_the_hour_that_clocks_repeat(week_dsn: str, databases: Databases) -> None:
    with databases(copy_of=week_dsn) as dsn:
        with connect(dsn, schema=SCHEMA) as connection:
            # From the spring to the night of 2 November, on which 1:00 to 2:00 comes twice.
            connection.execute(
                "UPDATE adt_events SET recorded_at = TIMESTAMPTZ '2025-11-02 07:30:00+00'"
                " + (row * INTERVAL '1 minute') FROM (SELECT event_key, row_number() OVER (ORDER BY event_key) AS row"
                " FROM adt_events) AS r WHERE r.event_key = adt_events.event_key"
            )
        found = events_of(log_of(dsn))
        assert {event.recorded_at.utcoffset() for event in found} >= {
            timedelta(hours=-7),
            timedelta(hours=-8),
        }
        instants = [(event.recorded_at.astimezone(UTC), event.event_key) for event in found]
        assert instants == sorted(instants) == [moment(event) for event in found]
        log = log_of(dsn)
        for place in random.Random(8).sample(range(len(found)), 15):
            assert events_of(log, instants[place]) == found[place + 1 :]


def test_a_page_that_waits_holds_no_snapshot(hospital_dsn: str, query: Query, small_pages: None) -> None:
    # Sessions of other tests may still be ending, or stream from other databases of the server.
    sessions = "SELECT pid FROM pg_stat_activity WHERE application_name = 'healthgen stream'"
    others = [pid for (pid,) in query(hospital_dsn, sessions)]
    with closing(log_of(hospital_dsn).pages()) as pages:
        next(pages)
        next(pages)
        statement = f"""
            SELECT state, backend_xmin::text FROM pg_stat_activity
            WHERE pid IN ({sessions} AND datname = current_database()) AND pid <> ALL (%s)
        """
        while (found := query(hospital_dsn, statement, (others,))) == [("active", None)]:
            pass
        assert found == [("idle", None)]


def renamed(dsn: str, query: Query, **config: object) -> None:
    """Publish another dataset in the place of the one that is streamed."""
    query(
        dsn,
        "INSERT INTO datasets (config, seed, today, origin, start, generator_version, schema_revision,"
        " postgres_version, stages) SELECT config || %s::jsonb, seed, today, origin, start, generator_version,"
        " schema_revision, postgres_version, stages FROM datasets ORDER BY dataset_id DESC LIMIT 1",
        (json.dumps(config),),
    )


def test_another_dataset_ends_the_stream(hospital_copy: str, query: Query, small_pages: None) -> None:
    with closing(log_of(hospital_copy).pages()) as pages:
        next(pages)
        renamed(hospital_copy, query, seed=99)
        with pytest.raises(WarehouseError, match=r"schema healthcare has another dataset now, .* --restart"):
            list(pages)


def test_a_load_that_goes_on_makes_the_log_longer(
    hospital_copy: str, query: Query, small_pages: None
) -> None:
    log = log_of(hospital_copy)
    pages = log.pages()
    found = list(next(pages))
    renamed(hospital_copy, query, today="2026-07-31")
    query(
        hospital_copy,
        "INSERT INTO adt_events (event_key, trigger, hospital_id, bed_id, occurred_at, recorded_at, bed_status)"
        " SELECT -1, 'A20', hospital_id, bed_id, '2026-07-30 12:00Z', '2026-07-30 12:01Z', 'K' FROM beds LIMIT 1",
    )
    found += [event for page in pages for event in page]
    assert found[-1].event_key == -1
    [(rows,)] = query(hospital_copy, "SELECT count(*) FROM adt_events")
    assert len(found) == rows
    assert log.dataset.dataset_id == 2


def test_everything_but_today_is_the_identity_of_a_dataset(hospital_dsn: str) -> None:
    dataset = log_of(hospital_dsn).dataset
    later = replace(
        dataset, today=dataset.today + timedelta(days=1), config=dataset.config | {"today": "2026-07-01"}
    )
    assert identity(later) == identity(dataset)
    assert identity(replace(dataset, config=dataset.config | {"patients": 301})) != identity(dataset)
    assert identity(replace(dataset, generator_version="2")) != identity(dataset)


def test_the_hospital_has_most_kinds_of_events(events: list[AdtEvent]) -> None:
    kinds = Counter(event.update or event.trigger for event in events)
    assert set(kinds) >= {"A01", "A02", "A03", "A04", "A05", "A06", "A14", "A16", "A20", "triage", "provider"}
