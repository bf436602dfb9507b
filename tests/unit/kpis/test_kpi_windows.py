"""Windows: closed periods of local time before a moment, over the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthgen_db.config.errors import ConfigError
from healthgen_db.kpis.windows import KINDS, Hospital, Window, as_of_moment, windows

CHICAGO = Hospital(1, "Oak Grove", "America/Chicago")
START, TODAY = date(2023, 1, 1), date(2026, 11, 22)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO.zone)


def last(kind: str, as_of: str) -> Window:
    (window,) = windows(CHICAGO, local(as_of), [kind])
    return window


@pytest.mark.parametrize(
    ("kind", "as_of", "began", "ended"),
    [
        ("day", "2026-11-20T07:00", "2026-11-19T00:00", "2026-11-20T00:00"),
        ("day", "2026-11-20T00:00", "2026-11-19T00:00", "2026-11-20T00:00"),
        ("24 hours", "2026-11-20T07:00", "2026-11-19T07:00", "2026-11-20T07:00"),
        # A Friday, and a Monday at midnight, when the week before has just ended.
        ("week", "2026-11-20T07:00", "2026-11-09T00:00", "2026-11-16T00:00"),
        ("week", "2026-11-16T00:00", "2026-11-09T00:00", "2026-11-16T00:00"),
        ("week", "2026-11-15T23:59", "2026-11-02T00:00", "2026-11-09T00:00"),
        ("28 days", "2026-11-20T07:00", "2026-10-23T00:00", "2026-11-20T00:00"),
        ("month", "2026-03-31T07:00", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("month", "2026-01-01T00:00", "2025-12-01T00:00", "2026-01-01T00:00"),
    ],
)
def test_the_last_closed_window(kind: str, as_of: str, began: str, ended: str) -> None:
    window = last(kind, as_of)
    assert (window.began_at, window.ended_at) == (local(began), local(ended))


@pytest.mark.parametrize(
    ("as_of", "kind", "hours"),
    [
        ("2026-03-09T07:00", "day", 23),
        ("2025-11-03T07:00", "day", 25),
        ("2026-03-09T07:00", "24 hours", 24),
        ("2025-11-02T12:00", "24 hours", 24),
        ("2026-03-09T07:00", "week", 7 * 24 - 1),
    ],
)
def test_a_day_on_which_clocks_change_has_fewer_or_more_hours(as_of: str, kind: str, hours: int) -> None:
    window = last(kind, as_of)
    assert window.ended_at.astimezone(UTC) - window.began_at.astimezone(UTC) == timedelta(hours=hours)


# Reading time zones for the first time is slow on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(list(KINDS.values())),
    st.dates(date(2023, 6, 1), date(2026, 11, 22)),
    st.times(),
    st.sampled_from(["America/Chicago", "Africa/Johannesburg", "Pacific/Honolulu"]),
)
def test_a_history_ends_with_the_last_window_and_goes_back_without_a_gap(
    kind: str, day: date, clock: time, zone: str
) -> None:
    hospital = Hospital(1, "Any", zone)
    as_of = datetime.combine(day, clock, ZoneInfo(zone))
    history = list(windows(hospital, as_of, [kind], number=5))
    assert history[-1:] == list(windows(hospital, as_of, [kind]))
    ends = [each.ended_at.astimezone(UTC) for each in history]
    begins = [each.began_at.astimezone(UTC) for each in history]
    assert ends[-1] <= as_of.astimezone(UTC)
    assert ends == sorted(set(ends))
    if kind == "28 days":
        assert {end - begin for begin, end in zip(begins, ends, strict=True)} <= {
            timedelta(days=28, hours=hours) for hours in (-1, 0, 1)
        }
    else:
        assert begins[1:] == ends[:-1]


def moment(text: str | None) -> datetime:
    return as_of_moment(text, CHICAGO, start=START, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "2026-11-23T00:00"),
        ("2026-11-20", "2026-11-21T00:00"),
        ("2026-11-20T07:00", "2026-11-20T07:00"),
        (" 2026-11-20 07:00 ", "2026-11-20T07:00"),
        ("2026-11-20T13:00Z", "2026-11-20T07:00"),
    ],
)
def test_a_moment_is_local_unless_it_has_an_offset(text: str | None, expected: str) -> None:
    found = moment(text)
    assert found == local(expected)
    assert found.utcoffset() == local(expected).utcoffset()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "07:00", "9999-12-31", "2026-11-20T25:00"])
def test_a_wrong_moment_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="--as-of"):
        moment(text)


@pytest.mark.parametrize("text", ["2026-11-23", "2026-11-23T00:01", "2022-12-31", "2023-01-01T00:00"])
def test_a_moment_outside_the_dataset_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="the dataset has 2023-01-01 to the end of 2026-11-22"):
        moment(text)
