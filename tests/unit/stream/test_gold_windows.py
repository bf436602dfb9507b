"""The windows that gold knows: closed ones of whole days, weeks and months, from the day of the first patient on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from healthgen_db.kpis.windows import Hospital
from healthgen_db.stream.lake.gold import Known

CHICAGO = Hospital(1, "St. Anna", "America/Chicago")
END = datetime(2026, 4, 2, 5, tzinfo=UTC)


def known(**changes: Any) -> Known:
    values: dict[str, Any] = {
        "watermark": END,
        "first_at": datetime(2026, 3, 1, 7, 30, tzinfo=UTC),
        "from_at": None,
        "computed_until": None,
        "version": None,
    }
    return Known(CHICAGO, **(values | changes))


def test_windows_begin_with_the_day_of_the_first_patient() -> None:
    closed = known().closed
    assert [each.kind for each in closed].count("day") == 32
    # The first of March is a Sunday, so the first whole week begins on the second.
    assert [each.kind for each in closed].count("week") == 4
    [month] = [each for each in closed if each.kind == "month"]
    assert (month.began_at.isoformat(), month.ended_at.isoformat()) == (
        "2026-03-01T00:00:00-06:00",
        "2026-04-01T00:00:00-05:00",
    )
    assert [each.ended_at for each in closed] == sorted(each.ended_at for each in closed)


def test_a_day_of_23_hours_is_a_window() -> None:
    [spring] = [
        each
        for each in known().closed
        if each.kind == "day" and each.began_at.day == 8 and each.began_at.month == 3
    ]
    assert (spring.ended_at.astimezone(UTC) - spring.began_at.astimezone(UTC)).total_seconds() == 23 * 3600


def test_a_window_is_closed_when_the_watermark_reaches_its_end() -> None:
    last = max(each.ended_at for each in known().closed)
    assert last == END
    before = known(watermark=datetime(2026, 4, 2, 4, 59, 59, tzinfo=UTC)).closed
    assert max(each.ended_at for each in before) == datetime(2026, 4, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"computed_until": END}, []),
        ({"computed_until": END - timedelta(hours=9)}, ["day"]),
        ({"computed_until": END, "from_at": END - timedelta(hours=24)}, ["day"]),
        ({"computed_until": END, "from_at": END - timedelta(hours=25)}, ["day", "month", "day"]),
        ({"first_at": None}, []),
    ],
)
def test_only_windows_that_ended_after_a_change_are_computed(
    changes: dict[str, Any], kinds: list[str]
) -> None:
    assert [each.kind for each in known(**changes).to_compute] == kinds


def test_everything_is_computed_at_first() -> None:
    assert known().to_compute == known().closed
