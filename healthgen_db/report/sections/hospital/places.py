"""Which hospitals a chart is about: one alone, all together, or the largest."""

from __future__ import annotations

from healthgen_db.report.content import Rows
from healthgen_db.report.counts import grouped, total
from healthgen_db.report.words import whole

NEEDS = "needs --operations"


def largest(beds: Rows) -> Rows:
    """Return the units of the hospital with the most beds."""
    return max(
        grouped(beds, "hospital_id").values(), key=lambda rows: (total(rows, "beds"), -rows[0]["hospital_id"])
    )


def hospitals(beds: Rows) -> int:
    """Return how many hospitals are at work."""
    return len(grouped(beds, "hospital_id"))


def together(beds: Rows, *, hours: bool = True) -> str:
    """Return a note that a chart is about all hospitals together; an empty one if there is only one.

    hours: whether it is about hours, which are local ones
    """
    number = hospitals(beds)
    return (
        ""
        if number == 1
        else f" All {whole(number)} hospitals at work together{', by local time' if hours else ''}."
    )


def alone(beds: Rows) -> str:
    """Return a note that a chart is about the largest hospital; an empty one if there is only one."""
    return "" if hospitals(beds) == 1 else f" The largest hospital: {largest(beds)[0]['hospital']}."
