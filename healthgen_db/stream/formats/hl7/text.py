"""Values as HL7 writes them: escaped text, times and dates."""

from datetime import date, datetime

_ESCAPES = str.maketrans(
    {
        "|": "\\F\\",
        "^": "\\S\\",
        "&": "\\T\\",
        "~": "\\R\\",
        "\\": "\\E\\",
        # Control characters would break segments or MLLP frames: a line feed is written as \X0A\.
        **{chr(code): f"\\X{code:02X}\\" for code in (*range(32), 127)},
    }
)


def escaped(text: str) -> str:
    """Return text in which no character means something to HL7."""
    # Nearly all names are plain letters, for which this is much faster.
    return text if text.isalpha() else text.translate(_ESCAPES)


def moment(time: datetime) -> str:
    """Return a time with a time zone, such as 20260630140500-0500."""
    return time.strftime("%Y%m%d%H%M%S%z")


def day(date: date) -> str:
    """Return a date, such as 20260630."""
    return date.strftime("%Y%m%d")
