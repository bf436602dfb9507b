"""HL7 in the database: silver reads from it what it reads from JSON, and the check finds codes that do not exist."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from itertools import chain

import psycopg
import pytest
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.operations.words import SERVICES, TRIGGERS
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.formats import hl7, json_lines
from healthgen_db.stream.formats.hl7 import codes
from healthgen_db.stream.lake.schemas import LAKE, ensure_schemas
from healthgen_db.stream.mllp.answers import judge
from tests.servers import Databases
from tests.unit.stream.sample_events import events, fields, places

PLACES = places()
EVENTS = events(600)
HL7 = [hl7.encode(event, PLACES).decode() for event in EVENTS]
ADMISSION = next(message for message in HL7 if "ADT^A01" in message and "OUTLIER" in message)
TRIAGE = next(message for message in HL7 if "11283-9" in message)
Row = dict[str, str | list[str] | None]


@pytest.fixture(scope="module")
def lake_dsn(databases: Databases) -> Iterator[str]:
    """Give a database with the schemas of the stream, empty. The tests roll back what they write."""
    with databases(empty=True) as dsn:
        with contextlib.closing(connect(dsn, autocommit=True)) as connection:
            ensure_schemas(connection, "healthcare", LAKE)
        yield dsn


@pytest.fixture
def silver(lake_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection with the work tables of the transform."""
    with contextlib.closing(connect(lake_dsn, schema="healthcare_silver")) as connection:
        connection.execute(transform("010_work_tables.sql"))
        yield connection


def transform(name: str) -> bytes:
    return resource("sql", "silver", "transform").joinpath(name).read_bytes()


def take(connection: psycopg.Connection, messages: Sequence[str], kind: str = "hl7") -> None:
    """Read messages: their number is their place, from 0."""
    with connection.cursor().copy(
        'COPY taken (message_number, batch_id, source, partition, "offset", format, raw) FROM STDIN'
    ) as copy:
        for number, message in enumerate(messages):
            copy.write_row((number, 1, "test", 0, number, kind, message))
    names = {
        "hl7": ("050_split_hl7.sql", "051_read_hl7.sql", "052_unescape_hl7.sql"),
        "json": ("030_read_json.sql",),
    }
    for name in names[kind]:
        connection.execute(transform(name))


def read(connection: psycopg.Connection) -> list[Row]:
    """Return the fields of all messages, without those that a message does not tell."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute("SELECT * FROM fields ORDER BY message_number").fetchall()
    known = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return [{name: value for name, value in row.items() if name != "message_number"} for row in known]


def read_one(connection: psycopg.Connection, message: str) -> Row:
    take(connection, [message])
    [row] = read(connection)
    return row


def rejected(connection: psycopg.Connection, messages: Sequence[str]) -> list[tuple[str, str]]:
    take(connection, messages)
    assert read(connection) == []
    return connection.execute("SELECT reason, detail FROM rejected ORDER BY message_number").fetchall()


def test_hl7_says_the_same_as_json(silver: psycopg.Connection) -> None:
    take(silver, HL7)
    from_hl7 = read(silver)
    silver.execute("TRUNCATE taken, fields")
    take(silver, [json_lines.encode(event, PLACES).decode() for event in EVENTS], "json")
    assert from_hl7 == read(silver) == [fields(event) for event in EVENTS]
    assert silver.execute("SELECT count(*) FROM rejected").fetchone() == (0,)


def test_segments_may_end_as_lines_of_a_file(silver: psycopg.Connection) -> None:
    as_lines = HL7[0].replace("\r", "\n")
    take(silver, [HL7[0], HL7[0].replace("\r", "\r\n"), as_lines, as_lines.rstrip(), "\r " + HL7[0]])
    first, *others = read(silver)
    assert others == [first] * 4


def test_two_quotes_are_no_value(silver: psycopg.Connection) -> None:
    message = ADMISSION.split("\r")
    message[2] = 'PID|1||7^^^HEALTHGEN^MR||Ann""Lee^""||""|""'
    row = read_one(silver, "\r".join(message))
    assert (row["patient_id"], row["last_name"]) == ("7", 'Ann""Lee')
    assert not {"first_name", "date_of_birth", "gender"} & row.keys()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("\\H\\bold\\N\\", "\\H\\bold\\N\\"),
        ("a\\b", "a\\b"),
        ("\\XZZ\\\\X00\\\\XFF\\", "\\XZZ\\\\X00\\\\XFF\\"),
        ("\\X4869\\\\.br\\", "Hi\n"),
        ("\\E\\", "\\"),
        ("\\", "\\"),
        ("\\\\", "\\\\"),
    ],
)
def test_escapes_of_others_are_read_or_kept(silver: psycopg.Connection, written: str, name: str) -> None:
    message = ADMISSION.split("\r")
    message[2] = f"PID|1||7||{written}^x~other^name||20010203"
    row = read_one(silver, "\r".join(message))
    assert (row["last_name"], row["first_name"], row["date_of_birth"]) == (name, "x", "2001-02-03")


def test_a_bed_without_a_number_is_kept_as_it_is_written(silver: psycopg.Connection) -> None:
    lines = ["PV1|1|I|4W^412^B" if line.startswith("PV1|") else line for line in ADMISSION.split("\r")]
    assert read_one(silver, "\r".join(lines))["bed_id"] == "4W^412^B"


def test_codes_that_nobody_knows_are_kept_for_the_judgement(silver: psycopg.Connection) -> None:
    lines = TRIAGE.replace("|TRIAGE|", "|PARTY|").split("\r")
    lines = ["PV1|1|Z" if line.startswith("PV1|") else line for line in lines]
    row = read_one(silver, "\r".join(lines))
    assert (row["update"], row["class"]) == ("party", "Z")


def test_what_the_contract_does_not_know_is_named(silver: psycopg.Connection) -> None:
    row = read_one(silver, TRIAGE + "OBX|9|ST|MOOD^Mood^99X||fine||||||F\rZDG|1|x\rZAB|2\r")
    assert row["unknown_fields"] == ["OBX MOOD", "ZAB", "ZDG"]
    assert "esi" in row


def test_another_sender_needs_no_profile(silver: psycopg.Connection) -> None:
    assert read_one(silver, ADMISSION.replace("|||1.0^HEALTHGEN", ""))["schema_version"] == "1.0"
    silver.rollback()
    silver.execute(transform("010_work_tables.sql"))
    assert read_one(silver, ADMISSION.replace("1.0^HEALTHGEN", "2.0^HEALTHGEN"))["schema_version"] == "2.0"


def test_what_is_no_adt_message_is_rejected(silver: psycopg.Connection) -> None:
    wrong = [
        ADMISSION.replace("^~\\&", "^~\\@", 1),
        ADMISSION[:-1],
        ADMISSION[:200],
        ADMISSION[:12],
        ADMISSION.replace("|2.5.1|", "|3.0|"),
        ADMISSION.replace("ADT^A01^ADT_A01", "ORU^R01^ORU_R01"),
        "MSH|^~\\&|\r",
    ]
    found = rejected(silver, wrong)
    assert [reason for reason, _ in found] == [
        "not HL7",
        "not HL7",
        "not HL7",
        "not HL7",
        "schema version not supported",
        "unknown trigger",
        "schema version not supported",
    ]
    assert found[1][1].startswith("the last segment has no end")
    assert found[5][1] == "MSH-9: ORU^R01^ORU_R01"


@pytest.mark.parametrize(("segment", "field"), [("MSH", 11), ("EVN", 2), ("PID", 5), ("PV1", 2)])
def test_a_field_that_hl7_requires_is_missing(silver: psycopg.Connection, segment: str, field: int) -> None:
    message = changed(ADMISSION, segment, field, "")
    assert judge(message.encode()).code == "AE"
    assert rejected(silver, [message]) == [("field missing", f"{segment}-{field}")]


def test_a_message_cut_off_anywhere_is_rejected(silver: psycopg.Connection) -> None:
    cuts = [ADMISSION[:length] for length in range(3, len(ADMISSION)) if ADMISSION[length - 1] != "\r"]
    assert len(rejected(silver, cuts)) == len(cuts)


# Codes of HL7 and UB-04 tables


def wrong_codes(dsn: str, messages: Sequence[str]) -> list[tuple[int, str, str, str]]:
    """Return what the check finds in messages whose numbers begin at 0."""
    with contextlib.closing(connect(dsn, schema="healthcare_bronze")) as connection:
        connection.execute("CREATE TEMP TABLE messages (message_number bigint, format text, raw text)")
        for number, message in enumerate(messages):
            connection.execute("INSERT INTO messages VALUES (%s, 'hl7', %s)", [number, message])
        query = resource("sql", "bronze", "checks", "hl7_table_values.sql").read_bytes()
        return connection.execute(query).fetchall()


def test_all_codes_of_our_messages_exist(lake_dsn: str) -> None:
    assert wrong_codes(lake_dsn, HL7) == []


BAD_CODES = [
    (ADMISSION, "MSH", 9, "ADT^A98^ADT_A01", "MSH-9.2", "0003", "A98"),
    (ADMISSION, "MSH", 9, "ADT^A01^ADT_A98", "MSH-9.3", "0354", "ADT_A98"),
    (ADMISSION, "MSH", 11, "Z", "MSH-11", "0103", "Z"),
    (ADMISSION, "MSH", 12, "2.5.9", "MSH-12", "0104", "2.5.9"),
    (ADMISSION, "EVN", 4, "PARTY", "EVN-4", "0062", "PARTY"),
    (ADMISSION, "PID", 8, "W", "PID-8", "0001", "W"),
    (ADMISSION, "PV1", 2, "Z", "PV1-2", "0004", "Z"),
    (ADMISSION, "PV1", 4, "X", "PV1-4", "0007", "X"),
    (ADMISSION, "PV1", 10, "CARDIO", "PV1-10", "0069", "CARDIO"),
    (ADMISSION, "PV1", 14, "7", "PV1-14", "0023", "7"),
    (ADMISSION, "PV1", 18, "VIP", "PV1-18", "0018", "VIP"),
    (ADMISSION, "PV1", 36, "1", "PV1-36", "0112", "1"),
    (ADMISSION, "PV2", 2, "BEST^x", "PV2-2", "0129", "BEST"),
    (TRIAGE, "OBX", 2, "XX", "OBX-2", "0125", "XX"),
    (TRIAGE, "OBX", 11, "Q", "OBX-11", "0085", "Q"),
    (next(message for message in HL7 if "\rDG1|" in message), "DG1", 6, "Y", "DG1-6", "0052", "Y"),
    (next(message for message in HL7 if "\rNPU|" in message), "NPU", 2, "free", "NPU-2", "0116", "free"),
]


def test_codes_that_do_not_exist_are_found(lake_dsn: str) -> None:
    messages = [changed(message, segment, field, value) for message, segment, field, value, *_ in BAD_CODES]
    assert wrong_codes(lake_dsn, messages) == [
        (number, *expected) for number, (*_, expected) in enumerate((*bad[:4], bad[4:]) for bad in BAD_CODES)
    ]


def changed(message: str, segment: str, field: int, value: str) -> str:
    """Return a message with another value in a field of the first segment of a name."""
    lines = message.split("\r")
    number = next(number for number, line in enumerate(lines) if line.startswith(segment))
    parts = lines[number].split("|")
    place = field - 1 if segment == "MSH" else field
    parts += [""] * (place + 1 - len(parts))
    parts[place] = value
    lines[number] = "|".join(parts)
    return "\r".join(lines)


def test_the_check_knows_the_words_of_the_warehouse() -> None:
    query = resource("sql", "bronze", "checks", "hl7_table_values.sql").read_text()
    known = set(query.replace("'", " ").split())
    ours = chain(
        SERVICES,
        TRIGGERS,
        codes.STRUCTURES.values(),
        codes.UPDATE_REASONS.values(),
        codes.BED_REASONS.values(),
    )
    assert set(ours) <= known
