"""The dirty stream: the same faults for the same seed, from wherever it starts, and one answer for each."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.stream.contract.event import AdtEvent, Patient
from healthgen_db.stream.source.fault_contents import broken
from healthgen_db.stream.source.fault_kinds import FAULTS, FIRST_FREE, IRREPARABLE, NUMBERS
from healthgen_db.stream.source.faults import LONGEST_DELAY, Faults, Sending, neighbors_of

START = datetime(2026, 1, 1, tzinfo=UTC)
UNITS = {bed: bed // 10 for bed in range(100, 200)}
TRIGGERS = ("A08", "A08", "A14", "A06", "A02", "A02", "A16", "A03")


@cache
def log() -> tuple[AdtEvent, ...]:
    """Return a log of 400 encounters and some beds, in the order of recording."""
    chance = random.Random(14)
    events = []
    for encounter in range(10_001, 10_401):
        at = START + timedelta(minutes=chance.randrange(30 * 1440))
        patient = Patient(encounter // 3, "Roe", "Ann", date(1960, 2, 29), "Female", "53703", "WI")
        for number in range(1, chance.choice([3, 9, 9, 24]) + 1):
            at += timedelta(minutes=chance.choice([0, 3, 40, 400, 2000]))
            trigger = TRIGGERS[number % len(TRIGGERS)] if number > 1 else "A04"
            events.append(event(encounter * NUMBERS + number, trigger, at, patient, chance))
    for number in range(1, 800):
        at = START + timedelta(minutes=chance.randrange(30 * 1440))
        events.append(AdtEvent(-number, "A20", at, at, 1, bed_id=100 + number % 100, bed_status="H"))
    return tuple(sorted(events, key=lambda event: (event.recorded_at, event.event_key)))


def event(key: int, trigger: str, at: datetime, patient: Patient, chance: random.Random) -> AdtEvent:
    late = chance.choice([30, 60, 90, 40_000]) if chance.random() < 0.1 else 20
    recorded = at + timedelta(seconds=late)
    told = AdtEvent(key, trigger, at, recorded, 1, key // NUMBERS, patient)
    if trigger in ("A06", "A02"):
        told.bed_id, told.service, told.bed_reason, told.outlier = 101, "MED", "admit", False
    if trigger == "A06":
        told.klass = "inpatient"
    if trigger == "A03":
        told.disposition, told.condition_id = "01", 3
    return told


@cache
def sent(share: float, *, seed: int = 42, after: datetime | None = None, page: int = 500) -> list[Sending]:
    events = [event for event in log() if after is None or event.recorded_at >= after]
    pages = (events[start : start + page] for start in range(0, len(events), page))
    return list(Faults(share, seed, UNITS).sendings(pages))


def test_a_clean_stream_is_the_log() -> None:
    assert [sending.event for sending in sent(0)] == list(log())
    assert all(sending.answer is None and sending.copy == 0 for sending in sent(0))


@pytest.mark.parametrize("share", [0.05, 0.5, 1])
def test_messages_are_in_order_and_come_in_time(share: float) -> None:
    places = [sending.place for sending in sent(share)]
    assert places == sorted(set(places))
    recorded = {event.event_key: event.recorded_at for event in log()}
    for sending in sent(share):
        start = recorded.get(sending.event.event_key, sending.event.recorded_at)
        assert start <= sending.sent_at < start + LONGEST_DELAY


def test_the_seed_decides() -> None:
    assert sent(0.2) == sent(0.2, page=7)
    assert sent(0.2) != sent(0.2, seed=43)


@settings(max_examples=10, deadline=None)
@given(share=st.sampled_from([0.05, 0.3, 1]), cut=st.floats(0, 1), page=st.sampled_from([1, 13, 1000]))
def test_a_stream_that_stopped_goes_on_with_the_same_messages(share: float, cut: float, page: int) -> None:
    whole = sent(share)
    last = whole[int(cut * (len(whole) - 1))]
    again = sent(share, after=last.sent_at - LONGEST_DELAY, page=page)
    assert [each for each in again if each.place > last.place] == whole[whole.index(last) + 1 :]


@pytest.mark.parametrize("share", [0.05, 0.3, 1])
def test_every_event_has_at_most_one_fault_and_every_fault_an_answer(share: float) -> None:
    answers = [sending.answer for sending in sent(share) if sending.answer is not None]
    assert len({answer.message_id for answer in answers}) == len(answers)
    assert len(answers) == pytest.approx(share * len(log()), rel=0.1)
    assert set(Counter(answer.fault for answer in answers)) == set(FAULTS)
    assert all(answer.repairable == (answer.fault not in IRREPARABLE) for answer in answers)
    beds = {answer.bed_id is None for answer in answers if answer.encounter_id is None}
    assert beds == {False}


def test_events_without_a_fault_are_sent_as_they_are() -> None:
    faulty = {sending.answer.message_id for sending in sent(0.3) if sending.answer}
    clean = [event for event in log() if event.message_id not in faulty]
    found = {(sending.event.event_key, sending.sent_at): sending.event for sending in sent(0.3)}
    assert [found[event.event_key, event.recorded_at] for event in clean] == clean


def faults(kind: str, share: float = 0.5) -> list[Sending]:
    return [each for each in sent(share) if each.answer is not None and each.answer.fault == kind]


def test_a_duplicate_is_the_same_message_sent_later() -> None:
    whole = {sending.event.event_key: sending for sending in sent(0.5) if sending.copy == 0}
    assert len(faults("duplicate")) > 100
    for second in faults("duplicate"):
        first = whole[second.event.event_key]
        assert (second.copy, second.event) == (1, first.event)
        assert timedelta(0) < second.sent_at - first.sent_at <= timedelta(minutes=30)


def test_a_late_message_comes_one_to_72_hours_late() -> None:
    delays = [sending.sent_at - sending.event.recorded_at for sending in faults("late")]
    assert timedelta(hours=1) <= min(delays) < timedelta(hours=3)
    assert timedelta(hours=69) < max(delays) <= timedelta(hours=72)


def test_a_message_out_of_order_comes_after_the_next_of_its_encounter() -> None:
    order = {sending.event.event_key: at for at, sending in enumerate(sent(0.5)) if sending.copy == 0}
    assert len(faults("out_of_order")) > 100
    for sending in faults("out_of_order"):
        key = sending.event.event_key
        assert order[key] > order[key + 1]
        assert sending.answer is not None
        assert sending.answer.detail == {"after": str(key + 1)}


@pytest.mark.parametrize("share", [0.5, 1])
def test_a_mistake_is_cancelled_under_numbers_that_nothing_else_has(share: float) -> None:
    events = {sending.event.event_key: sending.event for sending in sent(share)}
    added = {key for key in events if key > 0 and key % NUMBERS >= FIRST_FREE}
    assert {event.event_key for event in log()} | added == set(events)
    named = set()
    for sending in faults("cancelled", share):
        assert sending.answer is not None
        mistaken, cancelling = (events[int(sending.answer.detail[k])] for k in ("mistaken", "cancelling"))
        right = events[int(sending.answer.message_id)]
        assert cancelling.trigger == {"A06": "A11", "A02": "A12", "A03": "A13"}[right.trigger]
        assert cancelling.cancels == mistaken.event_key
        assert right.encounter_id == mistaken.encounter_id == cancelling.encounter_id
        assert right.recorded_at < mistaken.recorded_at < cancelling.recorded_at
        assert mistaken.trigger == right.trigger
        assert (mistaken.klass, mistaken.bed_id, mistaken.disposition) != (
            right.klass,
            right.bed_id,
            right.disposition,
        )
        named |= {mistaken.event_key, cancelling.event_key}
    assert len(named) == 2 * len(faults("cancelled", share)) > 50
    assert named == added


@pytest.mark.parametrize("share", [0.3, 1])
def test_a_message_that_can_be_read_tells_the_true_birth_date_first(share: float) -> None:
    wrong = faults("impossible_age", share)
    assert {sending.event.event_key % NUMBERS for sending in wrong} > {2, 3}
    unreadable = {each.event.event_key for kind in IRREPARABLE for each in faults(kind, share)}
    for sending in wrong:
        told = sending.event
        first = told.event_key - told.event_key % NUMBERS + 1
        assert told.event_key != first
        assert first not in unreadable
        assert told.patient is not None
        age = told.occurred_at.date() - told.patient.date_of_birth
        assert age > timedelta(days=121 * 366) or age < timedelta(0)


def test_an_admission_in_the_future_occurs_a_year_or_more_after_it_was_recorded() -> None:
    ahead = faults("future_admission")
    assert {sending.event.trigger for sending in ahead} == {"A04", "A06"}
    assert all(each.event.occurred_at - each.event.recorded_at >= timedelta(days=365) for each in ahead)


def test_the_bed_of_a_mistaken_move_is_another_one_of_the_unit() -> None:
    assert neighbors_of({7: 1, 8: 1, 9: 1, 20: 2}) == {7: 8, 8: 9, 9: 7, 20: 20}


JSON = '{"message_id":"123","name":"Müller {}","n":1}'.encode()
HL7 = b"MSH|^~\\&|HEALTHGEN|A^1^L\rEVN|A01|20260101\rPID|1||7^^^HEALTHGEN^MR\rPV1|1|I|x\rOBX|1\r"
BED = b"MSH|^~\\&|HEALTHGEN|A^1^L\rEVN|A20|20260101\rNPU|W^1^2|H"


@given(st.integers(0, 2**30))
def test_a_broken_json_message_is_no_json(cut: int) -> None:
    for payload in (JSON, JSON + b"\n"):
        left = broken(payload, cut)
        assert JSON.startswith(left)
        assert 0 < len(left) < len(JSON)
        with pytest.raises(ValueError, match=r"."):
            json.loads(left)


@given(st.integers(0, 2**30))
def test_a_broken_hl7_message_has_its_header_but_no_encounter_and_no_bed(cut: int) -> None:
    for payload, segment in ((HL7, b"PV1"), (BED, b"NPU")):
        segments = broken(payload, cut).split(b"\r")
        assert segments[0] == payload.split(b"\r")[0]
        assert [each for each in segments if each.startswith(segment + b"|") and len(each) > 4] == []


def test_an_hl7_message_is_cut_off_or_loses_separators() -> None:
    left = {broken(HL7, cut) for cut in range(200)}
    assert HL7.replace(b"PV1|1|I|x", b"PV11Ix") in left
    assert {HL7[:end] for end in range(HL7.index(b"EVN"), HL7.index(b"PV1") + 4)} < left
