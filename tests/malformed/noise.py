"""What is no event in any format: text and bytes of all kinds, and JSON that is broken."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

from healthgen_db.stream.formats.json_lines import encode
from tests.malformed.case import NEITHER, NOT_HL7, NOT_JSON, NOT_TEXT, Malformed
from tests.malformed.good import HOSPITAL, arrival

_WHOLE = encode(arrival(90_001), HOSPITAL)
_HTTP = b"GET /adt HTTP/1.1\r\nHost: lake.example\r\nUser-Agent: curl/8.5\r\n\r\n"

NO_JSON = {
    "without its end": _WHOLE[:-1],
    "half": _WHOLE[: len(_WHOLE) // 2],
    "one brace": b"{",
    "two objects": _WHOLE + _WHOLE,
    "something behind it": _WHOLE + b" and more",
    "a comma too many": _WHOLE[:-1] + b",}",
    "single quotes": _WHOLE.replace(b'"', b"'"),
    "NaN": _WHOLE.replace(b'"hospital_id":1', b'"hospital_id":NaN'),
    "a key without quotes": _WHOLE.replace(b'"trigger"', b"trigger"),
    "a leading zero": _WHOLE.replace(b'"hospital_id":1', b'"hospital_id":01'),
    "NUL as an escape": _WHOLE.replace(b"Ann", b"A\\u0000n"),
    "half a surrogate": _WHOLE.replace(b"Ann", b"A\\ud800n"),
    "an unknown escape": _WHOLE.replace(b"Ann", b"A\\xn"),
    "a tab in a text": _WHOLE.replace(b"Ann", b"A\tn"),
    "a number that is too long": _WHOLE.replace(b'"hospital_id":1', b'"hospital_id":1e200000'),
    "lists nested 100,000 deep": _WHOLE[:-1] + b',"new":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects nested 50,000 deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "brackets that never end": b'{"a":' + b"[" * 300_000,
    "900,000 letters": b'{"a":"' + b"x" * 900_000,
}
NO_TEXT = {
    "JSON in Latin-1": _WHOLE.decode().encode("latin-1"),
    "JSON in UTF-16": _WHOLE.decode().encode("utf-16-le"),
    "NUL in JSON": _WHOLE.replace(b"Ann", b"A\0n"),
    "half a letter": _WHOLE[: _WHOLE.index("ü".encode()) + 1],
    "an overlong letter": _WHOLE.replace(b"Ann", b"A\xc1\xae"),
    "a surrogate as UTF-8": _WHOLE.replace(b"Ann", b"A\xed\xa0\x80"),
    "one NUL": b"\0",
    "PNG": b"\x89PNG\r\x1a\0\0\0\rIHDR\0\0\1\0",
    "gzip": gzip.compress(b"hello", mtime=0),
    "TLS": bytes.fromhex("1603010200010001fc0303") + bytes(range(128, 160)),
    "random bytes": random.Random(14).randbytes(2000).replace(b"\n", b"").translate(None, b"\x0b\x1c"),
}
NEITHER_OF_THEM = {
    "nothing": b"",
    "spaces": b"   ",
    "a word": b"hello",
    "null": b"null",
    "a text": b'"A04"',
    "a list": b"[" + _WHOLE + b"]",
    "a mark before JSON": b"\xef\xbb\xbf" + _WHOLE,
    "a mark before HL7": b"\xef\xbb\xbfMSH|^~\\&|HEALTHGEN\r",
    "XML": b'<?xml version="1.0"?><ADT_A01><MSH.1>|</MSH.1></ADT_A01>',
    "HTTP": _HTTP,
    "SQL": b"'; DROP TABLE messages; --",
    "X12": b"ISA*00*          *00*          *ZZ*SENDER",
    "HL7 in lower case": b"msh|^~\\&|HEALTHGEN\r",
    "a segment without a header": b"PID|1||7^^^HEALTHGEN^MR||Roe^Ann\r",
    "a batch header of HL7": b"BHS|^~\\&|HEALTHGEN\r",
    "JSON as a text": b'"{\\"trigger\\":\\"A04\\"}"',
}
NO_HL7 = {
    "three letters": b"MSH",
    "three letters and a bar": b"MSH|",
    "HL7 in spaces": b"MSH ^~\\& HEALTHGEN LAKE",
}


def noise() -> Iterator[Malformed]:
    """Yield what is no event in any format."""
    for reason, payloads in (
        (NOT_JSON, NO_JSON),
        (NOT_TEXT, NO_TEXT),
        (NEITHER, NEITHER_OF_THEM),
        (NOT_HL7, NO_HL7),
    ):
        for name, payload in payloads.items():
            yield Malformed(name, payload, reason)
