"""Acknowledgements: what the receiver answers, and what the sender reads from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message

from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.mllp.answers import STORED, Answer, Verdict, answer, judge, read
from healthgen_db.stream.mllp.framing import MOST_BYTES
from tests.unit.stream.sample_events import events, places

NOW = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
MESSAGES = [encode(event, places()) for event in events(200)]
ADMISSION = next(message for message in MESSAGES if b"ADT^A01" in message)
BED = next(message for message in MESSAGES if b"ADT^A20" in message)


def without(message: bytes, name: str) -> bytes:
    return b"".join(
        line + b"\r" for line in message.split(b"\r")[:-1] if not line.startswith(name.encode() + b"|")
    )


def test_every_message_of_ours_is_stored() -> None:
    assert {judge(message) for message in MESSAGES} == {STORED}


@pytest.mark.parametrize(
    ("message", "code", "error", "words"),
    [
        (without(ADMISSION, "PV1"), "AE", "100", "segment PV1 is missing"),
        (without(ADMISSION, "EVN"), "AE", "100", "segment EVN is missing"),
        (without(BED, "NPU"), "AE", "100", "segment NPU is missing"),
        (ADMISSION.replace(b"PV1|1|", b"PV1|1||"), "AE", "101", "field PV1-2 is missing"),
        (ADMISSION.replace(b"EVN|A01|", b"EVN|A01||"), "AE", "101", "field EVN-2 is missing"),
        (ADMISSION[:60], "AR", "200", "only messages of type ADT"),
        (ADMISSION[:-5], "AE", "100", "the last segment has no end"),
        (b"", "AE", "100", "does not begin with MSH"),
        (b"{}", "AE", "100", "does not begin with MSH"),
        (b"MSH|^~\\&|" + b"\xff" + ADMISSION[9:], "AE", "102", "not UTF-8 from byte 9 on"),
        (ADMISSION + b"x" * MOST_BYTES, "AE", "102", "more than"),
        (ADMISSION.replace(b"ADT^A01^ADT_A01", b"ORU^R01^ORU_R01"), "AR", "200", "ORU"),
        (ADMISSION.replace(b"ADT^A01^ADT_A01", b"ADT^A99^ADT_A01"), "AR", "201", "A99"),
        (ADMISSION.replace(b"|2.5.1|", b"|3.0|"), "AR", "203", "'3.0'"),
    ],
)
def test_what_is_wrong_is_refused(message: bytes, code: str, error: str, words: str) -> None:
    verdict = judge(message)
    assert (verdict.code, verdict.error) == (code, error)
    assert words in verdict.text


@pytest.mark.parametrize("version", ["2", "2.1", "2.3", "2.7", "2.5.1^USA"])
def test_all_versions_2_are_taken(version: str) -> None:
    assert judge(ADMISSION.replace(b"|2.5.1|", f"|{version}|".encode())) == STORED


def test_lines_may_end_as_in_a_file() -> None:
    assert judge(ADMISSION.replace(b"\r", b"\r\n")) == STORED
    assert judge(ADMISSION.replace(b"\r", b"\n")) == STORED
    assert judge(ADMISSION.replace(b"\r", b"\n").rstrip()) == STORED


@pytest.mark.parametrize("verdict", [STORED, Verdict("AE", "101", "a|b"), Verdict("AR", "200", "c^d")])
def test_an_answer_is_valid_and_says_the_verdict(verdict: Verdict) -> None:
    written = answer(ADMISSION, verdict, NOW)
    parse_message(written.decode(), validation_level=VALIDATION_LEVEL.STRICT).validate()
    message_id = ADMISSION.decode().split("|")[9]
    found = read(written)
    assert found is not None
    assert (found.code, found.message_id) == (verdict.code, message_id)
    assert bool(found.text) == bool(verdict.text)
    assert b"|20260701123000+0000|" in written
    assert written.split(b"|")[2:6] == [b"LAKE", b"", b"HEALTHGEN", ADMISSION.split(b"|")[3]]


def test_a_message_that_cannot_be_read_is_answered() -> None:
    for message in (b"", b"\xff\xfe", b"{}", b"MSH"):
        found = read(answer(message, judge(message), NOW))
        assert found is not None
        assert (found.code, found.message_id) == ("AE", "")


@pytest.mark.parametrize(("written", "code"), [("CA", "AA"), ("CE", "AE"), ("CR", "AR")])
def test_answers_of_the_enhanced_mode_are_read(written: str, code: str) -> None:
    found = read(f"MSH|^~\\&|a\rMSA|{written}|7|why\r".encode())
    assert found == Answer(code, "7", "why")


@pytest.mark.parametrize("message", [b"", b"MSH|^~\\&|a\r", b"MSA|XX|7\r", ADMISSION, b"\xff"])
def test_what_is_no_answer_is_none(message: bytes) -> None:
    assert read(message) is None
