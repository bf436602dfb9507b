"""What silver takes although something is odd, what it notes, what it refuses, and what it takes later after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

import psycopg
import pytest

from healthgen_db.stream.lake.quarantine import replay
from tests.db.stream.lake_tables import SCHEMA, encoded, lake, notes, quarantined, refine_all, store, take

Query = Callable[..., list[tuple[Any, ...]]]
SILVER = f"{SCHEMA}_silver"
PLACES: dict[str, Any] = {
    "schema_version": "1.0",
    "reference_id": "one",
    "recorded_at": "2026-01-01T00:00:00-06:00",
    "hospitals": [{"hospital_id": 1, "name": "First", "state": "WI", "time_zone": "America/Chicago"}],
    "services": [{"service": "MED", "name": "General medicine"}, {"service": "EMED", "name": "Emergency"}],
    "departments": [{"department_id": 101, "hospital_id": 1, "service": "MED", "name": "Medicine"}],
    "units": [
        {
            "unit_id": 1001,
            "hospital_id": 1,
            "department_id": 101,
            "name": "Medicine 1",
            "care_level": "general",
        }
        | {"ages": "all", "patients_per_nurse": 5.0, "beds": 2}
    ],
    "beds": [
        {"bed_id": 100000 + n, "unit_id": 1001, "hospital_id": 1, "kind": "bed", "room": str(n), "label": "A"}
        for n in (1, 2)
    ],
    "complaints": [{"complaint_id": 3, "name": "Ankle sprain"}],
    "conditions": [{"condition_id": 5, "name": "Asthma", "icd10_code": "J45"}],
}
REFERENCE = encoded(PLACES)
PATIENT = {
    "patient_id": 12,
    "last_name": "O'Hara",
    "first_name": "Ann",
    "date_of_birth": "1960-02-29",
    "gender": "Female",
    "zipcode": "53001",
    "state": "WI",
}


def event(number: int, trigger: str, minute: int, **values: Any) -> dict[str, Any]:
    """Return an event of encounter 120001, so many minutes after ten."""
    occurred = datetime(2026, 3, 1, 10) + timedelta(minutes=minute)  # noqa: DTZ001 - the offset is written behind it
    document: dict[str, Any] = {
        "schema_version": "1.0",
        "message_id": str(120001 * 100 + number),
        "trigger": trigger,
        "occurred_at": f"{occurred.isoformat()}-06:00",
        "recorded_at": f"{(occurred + timedelta(minutes=2)).isoformat()}-06:00",
        "hospital_id": 1,
        "encounter_id": 120001,
        "patient": PATIENT,
    }
    return document | values


ADMISSION = (
    event(2, "A01", 0)
    | {"class": "inpatient", "service": "MED", "arrival_mode": "direct"}
    | {"admission_source": "1"}
)
REQUEST = event(1, "A14", 0)
MOVE = event(3, "A02", 60, service="MED", bed_id=100001, bed_reason="admit", outlier=False)
LEAVING = event(5, "A03", 600, disposition="01", condition_id=5, service="MED", from_bed_id=100001) | {
    "class": "inpatient"
}


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    """Give a lake that knows one hospital."""
    with lake(dsn) as connection:
        take(connection, REFERENCE)
        yield connection


def test_what_is_odd_is_taken_and_noted(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    without_names = {"patient_id": 12, "date_of_birth": "1790-01-01", "gender": "Female", "state": "WI"}
    admission = ADMISSION | {"patient": without_names, "color_of_eyes": "brown", "esi": None}
    del admission["admission_source"]
    refined = take(connection, encoded(admission), encoded(admission))
    assert (refined.events, refined.quarantined) == (1, 0)
    assert notes(query, dsn) == {
        ("unknown field", "color_of_eyes"): 2,
        ("impossible birth date", "date_of_birth"): 2,
        ("missing field", "last_name"): 2,
        ("missing field", "first_name"): 2,
        ("missing field", "zipcode"): 2,
        ("missing field", "admission_source"): 2,
        ("duplicate", ""): 1,
    }
    assert query(dsn, "SELECT last_name, date_of_birth FROM patients", schema=SILVER) == [(None, None)]
    take(connection, encoded(REQUEST))
    assert query(dsn, "SELECT last_name, date_of_birth FROM patients", schema=SILVER) == [
        ("O'Hara", date(1960, 2, 29))
    ]
    assert notes(query, dsn)["out of order", ""] == 1
    # A later message without names or birth date takes nothing away.
    take(connection, encoded(MOVE | {"patient": without_names}))
    assert query(dsn, "SELECT last_name, date_of_birth FROM patients", schema=SILVER) == [
        ("O'Hara", date(1960, 2, 29))
    ]


@pytest.mark.parametrize(
    ("born", "taken"),
    [("2026-03-01", True), ("2026-03-02", False), ("1906-03-02", True), ("1906-03-01", False)],
)
def test_birth_dates_are_compared_with_the_day_at_the_hospital(
    connection: psycopg.Connection, dsn: str, query: Query, born: str, taken: bool
) -> None:
    # 23:30 at the hospital is the next day in UTC.
    late = {"occurred_at": "2026-03-01T23:30:00-06:00", "recorded_at": "2026-03-01T23:31:00-06:00"}
    take(connection, encoded(ADMISSION | late | {"patient": PATIENT | {"date_of_birth": born}}))
    expected = date.fromisoformat(born) if taken else None
    assert query(dsn, "SELECT date_of_birth FROM patients", schema=SILVER) == [(expected,)]
    assert (("impossible birth date", "date_of_birth") in notes(query, dsn)) is not taken


def test_a_cancelled_event_never_was(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    stays = "SELECT bed_id, reason, left_at IS NULL FROM bed_stays ORDER BY sequence"
    wrong = event(70, "A02", 50, service="MED", bed_id=100002)
    cancel = event(71, "A12", 55, cancels=wrong["message_id"], from_bed_id=100002)
    take(connection, *map(encoded, (REQUEST, ADMISSION, wrong)))
    assert query(dsn, stays, schema=SILVER) == [(100002, None, True)]
    take(connection, encoded(cancel))
    assert query(dsn, stays, schema=SILVER) == []
    take(connection, encoded(MOVE))
    assert query(dsn, stays, schema=SILVER) == [(100001, "admit", True)]
    # The cancelled admission was the only one, so there is no encounter any more; a new one brings it back.
    take(connection, encoded(event(72, "A11", 70, cancels=ADMISSION["message_id"])))
    assert query(dsn, "SELECT count(*) FROM encounters", schema=SILVER) == [(0,)]
    take(connection, encoded(ADMISSION | {"message_id": "12000104"}))
    assert query(dsn, "SELECT class, service FROM encounters", schema=SILVER) == [("inpatient", "MED")]


def test_a_cancellation_may_come_first(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    take(connection, encoded(event(71, "A13", 55, cancels=LEAVING["message_id"])))
    take(connection, *map(encoded, (LEAVING, ADMISSION)))
    assert query(dsn, "SELECT left_at, disposition FROM encounters", schema=SILVER) == [(None, None)]


def test_another_content_under_the_same_id(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    other = ADMISSION | {"class": "observation"}
    take(connection, encoded(ADMISSION), encoded(other))
    take(connection, encoded(other))
    # What is said beside the event may be said better later.
    take(connection, encoded(ADMISSION | {"patient": PATIENT | {"zipcode": "53002"}}))
    assert quarantined(query, dsn) == [("same id, other content", ADMISSION["message_id"])] * 2
    assert query(dsn, "SELECT class FROM encounters", schema=SILVER) == [("inpatient",)]
    assert query(dsn, "SELECT zipcode FROM patients", schema=SILVER) == [("53002",)]


def test_one_wrong_clock_does_not_close_windows(
    connection: psycopg.Connection, dsn: str, query: Query
) -> None:
    take(connection, encoded(ADMISSION))
    far = {"occurred_at": "2060-01-01T00:00:00-06:00", "recorded_at": "2060-01-01T00:00:00-06:00"}
    take(connection, encoded(LEAVING | far), encoded(MOVE))
    assert quarantined(query, dsn) == [("recorded in the future", "2060-01-01 06:00:00")]
    [(watermark,)] = query(dsn, "SELECT recorded_at FROM watermarks", schema=SILVER)
    assert watermark.year == 2026


def test_a_dataset_may_lie_in_the_future(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    def later(document: dict[str, Any], year: int) -> bytes:
        moments = {name: document[name].replace("2026", str(year)) for name in ("occurred_at", "recorded_at")}
        return encoded(document | moments)

    take(connection, later(ADMISSION, 2050), later(MOVE, 2051))
    take(connection, later(LEAVING, 2051))
    assert quarantined(query, dsn) == []
    assert query(dsn, "SELECT count(*) FROM adt_events", schema=SILVER) == [(3,)]


def test_replay_after_the_reference(dsn: str, query: Query) -> None:
    events = [encoded(each) for each in (REQUEST, ADMISSION, MOVE, LEAVING)]
    with lake(dsn) as connection:
        take(connection, *events, b"{")
        unknown = [("unknown hospital", "1")] * 4
        assert quarantined(query, dsn)[:-1] == unknown
        assert replay(connection, SCHEMA) == 0
        assert quarantined(query, dsn)[:-1] == unknown
        take(connection, REFERENCE)
        assert replay(connection, SCHEMA, most_messages=2) == 4
        assert [reason for reason, _ in quarantined(query, dsn)] == ["not JSON"]
        assert query(dsn, "SELECT disposition, condition_id FROM encounters", schema=SILVER) == [("01", 5)]
        assert query(dsn, "SELECT count(*) FROM quarantine WHERE replayed_at IS NOT NULL", schema=SILVER) == [
            (4,)
        ]
        assert replay(connection, SCHEMA) == 0


def test_the_newest_reference_counts(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    def snapshot(name: str, day: int, **changed: Any) -> bytes:
        hospital = PLACES["hospitals"][0] | {"name": name}
        recorded = {"reference_id": name, "recorded_at": f"2026-01-{day:02}T00:00:00-06:00"}
        return encoded(PLACES | recorded | {"hospitals": [hospital]} | changed)

    # They come in one batch, and not in order.
    take(connection, snapshot("Third", 3), snapshot("Second", 2))
    take(connection, snapshot("Second", 2))
    wrong_zone = [PLACES["hospitals"][0] | {"name": "Fourth", "time_zone": "Mars/Olympus"}]
    take(connection, snapshot("Fourth", 4, hospitals=wrong_zone), snapshot("Fifth", 5, beds=7))
    assert query(dsn, "SELECT name FROM hospitals", schema=SILVER) == [("Third",)]
    found = quarantined(query, dsn)
    assert [reason for reason, _ in found] == ["reference wrong", "reference wrong"]
    assert "Mars/Olympus" in found[0][1]
    assert found[1][1] == "beds is no list"
    # Postgres knows this zone, and gold does not.
    summer = [PLACES["hospitals"][0] | {"time_zone": "CEST"}]
    take(connection, snapshot("Sixth", 6, hospitals=summer))
    take(connection, snapshot("Seventh", 7, recorded_at="9999-01-01T00:00:00-06:00"))
    assert quarantined(query, dsn)[2:] == [
        ("reference wrong", "unknown time zone CEST"),
        ("reference wrong", "recorded_at"),
    ]
    take(connection, snapshot("Eighth", 8))
    assert query(dsn, "SELECT name FROM hospitals", schema=SILVER) == [("Eighth",)]


def test_a_long_reference_id_stops_nothing(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    # Random, as a text that can be compressed would fit into an index.
    take(connection, encoded(PLACES | {"reference_id": token_hex(10_000)}), encoded(REQUEST))
    assert quarantined(query, dsn) == [("reference wrong", "reference_id")]
    assert query(dsn, "SELECT count(*) FROM adt_events", schema=SILVER) == [(1,)]


def test_statuses_of_a_bed_in_any_order(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    def status(minute: int, code: str) -> bytes:
        document = event(
            0, "A20", minute, bed_id=100002, bed_status=code, message_id=str(-4 * minute - "UHKC".index(code))
        )
        del document["encounter_id"], document["patient"]
        return encoded(document)

    periods = (
        "SELECT status, extract(MINUTE FROM began_at), extract(MINUTE FROM ended_at) FROM bed_status_periods"
        " ORDER BY began_at"
    )
    take(connection, status(30, "U"), status(10, "K"))
    assert query(dsn, periods, schema=SILVER) == [("dirty", 10, 30)]
    take(connection, status(20, "H"))
    take(connection, status(40, "C"))
    # Blocked and free at the same moment: the bed is free first.
    take(connection, status(50, "C"), status(50, "U"))
    assert query(dsn, periods, schema=SILVER) == [
        ("dirty", 10, 20),
        ("cleaning", 20, 30),
        ("blocked", 40, 50),
        ("blocked", 50, None),
    ]


def test_messages_wait_while_nothing_can_be_refined(
    connection: psycopg.Connection, dsn: str, query: Query
) -> None:
    store(connection, [encoded(REQUEST)])
    store(connection, [encoded(ADMISSION), encoded(MOVE)])
    store(connection, [encoded(LEAVING)])
    assert refine_all(connection, most_messages=2).messages == 4
    assert query(dsn, "SELECT count(*) FROM bed_stays WHERE left_at IS NOT NULL", schema=SILVER) == [(1,)]
