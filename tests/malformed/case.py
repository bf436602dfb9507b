"""One malformed message."""

from __future__ import annotations

from dataclasses import dataclass

NOT_JSON, NOT_HL7, NEITHER = "not JSON", "not HL7", "neither JSON nor HL7"
NOT_TEXT = "not UTF-8 text"
VERSION = "schema version not supported"
MISSING, WRONG = "field missing", "field wrong"
AFTER, FUTURE = "occurs after it was recorded", "recorded in the future"
HOSPITAL_UNKNOWN, BED_UNKNOWN, TRIGGER_UNKNOWN = "unknown hospital", "unknown bed", "unknown trigger"
OTHER_CONTENT = "same id, other content"
REFERENCE_WRONG = "reference wrong"


@dataclass(frozen=True)
class Malformed:
    """A message, the reason for which quarantine keeps it, and a word that the detail has to name."""

    name: str
    payload: bytes
    reason: str
    named: str = ""

    @property
    def on_one_line(self) -> bool:
        """Whether it can be a line of a file or of standard input: it is not blank and has no line break."""
        return b"\n" not in self.payload and self.payload.strip() != b""

    @property
    def in_one_frame(self) -> bool:
        """Whether MLLP can frame it."""
        return not set(self.payload) & {0x0B, 0x1C}
