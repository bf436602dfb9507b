"""Acknowledgements (ACK): what a receiver answers to a message, and what a sender reads from it.

AA: the message is stored. AE: it is stored, but something that HL7 requires is missing or cannot be read. AR: it is
stored, but it is no ADT message of version 2. Nobody needs to send a message again for its answer alone.
"""

from dataclasses import dataclass
from datetime import datetime

from healthgen_db.operations.words import TRIGGERS
from healthgen_db.stream.mllp.framing import MOST_BYTES

_BEGIN = "MSH|^~\\&"
_REQUIRED = {"EVN": (2,), "PID": (3, 5), "PV1": (2,)}
"""Fields that every ADT message must have, by segment. Those of MSH come on top."""
_REQUIRED_A20 = {"EVN": (2,), "NPU": (1, 2)}
_REQUIRED_MSH = (7, 10, 11)
_SEVERITIES = ("AA", "CA"), ("AE", "CE"), ("AR", "CR")
"""Answers of the original and of the enhanced mode of acknowledgement; they mean the same to us."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a receiver says to a message."""

    code: str
    """AA, AE or AR."""
    error: str = ""
    """Code of HL7 table 0357, such as 101: required field missing; empty with AA."""
    text: str = ""
    """What is wrong, for people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sender reads from an acknowledgement."""

    code: str
    """AA, AE or AR."""
    message_id: str
    """MSA-2: the message that it answers; empty if the receiver could not read the header of the message."""
    text: str


STORED = Verdict("AA")


def judge(message: bytes) -> Verdict:
    """Return what to answer to a message, once it is stored."""
    if len(message) > MOST_BYTES:
        return Verdict("AE", "102", f"the message has more than {MOST_BYTES} bytes")
    try:
        segments = _segments(message.decode())
    except UnicodeDecodeError as error:
        return Verdict("AE", "102", f"the message is not UTF-8 from byte {error.start} on")
    header = segments[0]
    if not header.startswith(_BEGIN + "|"):
        return Verdict("AE", "100", f"the message does not begin with {_BEGIN}")
    return _judge_type(header) or _judge_fields(segments) or _judge_end(message) or STORED


def _segments(text: str) -> list[str]:
    """Return the segments. HL7 ends them with a carriage return; some senders write a line feed."""
    return [line for line in text.replace("\n", "\r").split("\r") if line] or [""]


def _judge_type(header: str) -> Verdict | None:
    kind, version = _field(header, 9), _component(_field(header, 12), 1)
    code, trigger = _component(kind, 1), _component(kind, 2)
    if code != "ADT":
        return Verdict("AR", "200", f"MSH-9 is {kind!r}; only messages of type ADT are read")
    if trigger not in TRIGGERS:
        return Verdict(
            "AR", "201", f"MSH-9 names the event {trigger!r}; the events are {', '.join(TRIGGERS)}"
        )
    if version != "2" and not version.startswith("2."):
        return Verdict("AR", "203", f"MSH-12 is {version!r}; only versions 2.x are read")
    return None


def _judge_fields(segments: list[str]) -> Verdict | None:
    header, by_name = segments[0], {segment[:3]: segment for segment in reversed(segments)}
    required = _REQUIRED_A20 if _component(_field(header, 9), 2) == "A20" else _REQUIRED
    for name, numbers in (("MSH", _REQUIRED_MSH), *required.items()):
        if name not in by_name:
            return Verdict("AE", "100", f"the segment {name} is missing")
        for number in numbers:
            if not _field(by_name[name], number):
                return Verdict("AE", "101", f"the field {name}-{number} is missing")
    return None


def _judge_end(message: bytes) -> Verdict | None:
    """Refuse a message that was cut off: HL7 wants a carriage return behind each segment, also the last one.

    Who ends segments with line feeds, as lines of a file, may leave out the last one.
    """
    whole = message.endswith(b"\r") or b"\n" in message
    return None if whole else Verdict("AE", "100", "the last segment has no end (a carriage return)")


def answer(message: bytes, verdict: Verdict, now: datetime) -> bytes:
    """Return the ACK for a message. now: with a time zone. Sender and receiver of the message change places."""
    header = _segments(message.decode(errors="replace"))[0]
    if not header.startswith(_BEGIN + "|"):
        header = _BEGIN
    message_id, trigger = _field(header, 10), _component(_field(header, 9), 2)
    fields = [
        _BEGIN,
        _field(header, 5),
        _field(header, 6),
        _field(header, 3),
        _field(header, 4),
        now.strftime("%Y%m%d%H%M%S%z"),
        "",
        f"ACK^{trigger}^ACK" if trigger else "ACK",
        f"ACK-{message_id}"[:199],
        _field(header, 11) or "T",
        "2.5.1",
        *[""] * 5,
        "UNICODE UTF-8",
    ]
    lines = ["|".join(fields), f"MSA|{verdict.code}|{message_id}"]
    if verdict.error:
        lines.append(f"ERR|||{verdict.error}^^HL70357|E||||{_escaped(verdict.text)}")
    return ("\r".join(lines) + "\r").encode()


def read(message: bytes) -> Answer | None:
    """Return what an acknowledgement says; None if the message is none."""
    segments = _segments(message.decode(errors="replace"))
    found = [segment for segment in segments if segment.startswith("MSA|")]
    code = _field(found[0], 1) if found else ""
    for known in _SEVERITIES:
        if code in known:
            errors = [_field(segment, 8) for segment in segments if segment.startswith("ERR|")]
            return Answer(known[0], _field(found[0], 2), _field(found[0], 3) or "".join(errors[:1]))
    return None


def _field(segment: str, number: int) -> str:
    """Return a field, counted from 1. In MSH the first field is the separator itself."""
    fields = segment.split("|")
    place = number - 1 if segment.startswith("MSH") else number
    return fields[place] if place < len(fields) else ""


def _component(field: str, number: int) -> str:
    return (field.split("^") + [""] * number)[number - 1]


def _escaped(text: str) -> str:
    return text.translate({ord(mark): f"\\{code}\\" for mark, code in zip("|^&~\\", "FSTRE", strict=True)})
