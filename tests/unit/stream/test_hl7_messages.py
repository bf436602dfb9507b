"""HL7 messages: they pass a strict validator, and say the same as JSON when another package reads them."""

from __future__ import annotations

from dataclasses import replace

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.operations.words import TRIGGERS
from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.formats.hl7.text import escaped
from tests.unit.stream.hl7_reading import read
from tests.unit.stream.sample_events import events, fields, places

PLACES = places()
EVENTS = events(600)


def text_of(trigger: str) -> str:
    return encode(next(event for event in EVENTS if event.trigger == trigger), PLACES).decode()


def validate(message: bytes) -> None:
    parse_message(message.decode(), validation_level=VALIDATION_LEVEL.STRICT).validate()


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_messages_pass_the_strict_validator(trigger: str) -> None:
    found = [event for event in EVENTS if event.trigger == trigger]
    for event in found[:3]:
        validate(encode(event, PLACES))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("PV1|1|", "ZZZ|1|"), ("|2.5.1|", "|9.9|"), ("ADT_A01", "ADT_A04"), ("EVN|A01|2", "EVN|A01|x")],
)
def test_the_strict_validator_finds_faults(right: str, wrong: str) -> None:
    with pytest.raises((HL7apyException, ValueError)):
        validate(text_of("A01").replace(right, wrong).encode())


def test_the_package_hl7_reads_what_json_says() -> None:
    for event in EVENTS:
        assert read(encode(event, PLACES)) == fields(event)


def test_a_message_is_lines_of_segments_that_end_with_a_carriage_return() -> None:
    for event in EVENTS:
        message = encode(event, PLACES).decode()
        assert message.endswith("\r")
        assert not set(map(chr, range(32))) & set(message) - {"\r"}
        names = [line[:4] for line in message[:-1].split("\r")]
        assert names[:2] == ["MSH|", "EVN|"]
        assert all(name[3] == "|" for name in names)


def test_an_event_without_its_patient_passes() -> None:
    event = next(event for event in EVENTS if event.trigger == "A02")
    message = encode(replace(event, patient=None), PLACES)
    validate(message)
    assert b'PID|1||""||""\r' in message


def test_the_nurse_of_triage_is_no_attending_clinician() -> None:
    triage = next(event for event in EVENTS if event.update == "triage" and event.staff)
    provider = next(event for event in EVENTS if event.update == "provider" and event.staff)
    assert triage.staff
    assert provider.staff
    lines = {line[:3]: line.split("|") for line in encode(triage, PLACES).decode().split("\r")}
    assert lines["EVN"][5].startswith(f"{triage.staff.staff_id}^")
    assert lines["PV1"][7] == ""
    lines = {line[:3]: line.split("|") for line in encode(provider, PLACES).decode().split("\r")}
    assert lines["EVN"][5] == ""
    assert lines["PV1"][7].startswith(f"{provider.staff.staff_id}^")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Smith", "Smith"),
        ("a|b^c&d~e\\f", "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f"),
        ("\\F\\", "\\E\\F\\E\\"),
        ("two\r\nlines", "two\\X0D\\\\X0A\\lines"),
        ("é", "é"),
    ],
)
def test_text_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_any_text_can_be_written_and_read(text: str) -> None:
    written = escaped(text)
    assert not set("|^~&\r\n\x0b\x1c") & set(written)
    assert hl7.parse("MSH|^~\\&|\r").unescape(written) == text


def test_times_are_local_with_their_offset() -> None:
    event = next(event for event in EVENTS if event.trigger == "A04" and event.hospital_id == 2)
    evn = encode(event, PLACES).decode().split("\r")[1].split("|")
    assert evn[6] == event.occurred_at.strftime("%Y%m%d%H%M%S") + "+0200"
