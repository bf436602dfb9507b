"""Windows: closed periods of local time for which KPIs are computed, and the moment as of which they are seen."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from healthgen_db.config.errors import ConfigError
from healthgen_db.schema.tables.decisions import WINDOW_KINDS

DAY, WEEK, MONTH, FOUR_WEEKS, LAST_HOURS = WINDOW_KINDS
# What users write, as it needs no quotes.
KINDS = {"day": DAY, "24-hours": LAST_HOURS, "week": WEEK, "28-days": FOUR_WEEKS, "month": MONTH}


@dataclass(frozen=True, order=True)
class Hospital:
    """A hospital whose KPIs are computed."""

    hospital_id: int
    name: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True)
class Window:
    """A closed period of a hospital: from began_at up to, but not at, ended_at."""

    hospital: Hospital
    kind: str
    began_at: datetime
    ended_at: datetime


def as_of_moment(text: str | None, hospital: Hospital, *, start: date, today: date) -> datetime:
    """Return the moment as of which a hospital is seen, in its time zone.

    text: an ISO date (its end is meant) or timestamp, local unless it has an offset; None: the end of today.

    Raises ConfigError for any other text, and for a moment outside the dataset.
    """
    latest = midnight(today + timedelta(days=1), hospital.zone)
    if text is None:
        return latest
    try:
        moment = local_moment(text.strip(), hospital.zone, flag="--as-of")
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"--as-of {text}: write a date, or a local time such as {today}T07:00") from error
    if not midnight(start, hospital.zone) < moment <= latest:
        raise ConfigError(f"--as-of {text}: the dataset has {start} to the end of {today}")
    return moment


def local_moment(text: str, zone: ZoneInfo, *, flag: str, end_of_day: bool = True) -> datetime:
    """Return the moment that a text means: an ISO timestamp, local unless it has an offset, or a date.

    flag: the option that the text was given to. end_of_day: a date means its end, otherwise its beginning.

    Raises ValueError or OverflowError for any other text, ConfigError for an hour that clocks skip.
    """
    with suppress(ValueError):
        return midnight(date.fromisoformat(text) + timedelta(days=1 if end_of_day else 0), zone)
    given = datetime.fromisoformat(text)
    if given.tzinfo is not None:
        return given.astimezone(zone)
    moment = given.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != given:
        raise ConfigError(f"{flag} {text}: clocks skip {given:%H:%M} on that day; write another time")
    return moment


def windows(
    hospital: Hospital, as_of: datetime, kinds: Iterable[str], *, number: int = 1
) -> Iterator[Window]:
    """Yield the last closed windows of each kind before a moment, oldest first.

    number: how many of each kind; a window of 28 days or 24 hours ends a day later than the one before it
    """
    for kind in kinds:
        ends = _ends(hospital, as_of, kind)
        for began_at, ended_at in reversed([next(ends) for _ in range(number)]):
            yield Window(hospital, kind, began_at, ended_at)


def recorded(found: Iterable[Window], start: date) -> list[Window]:
    """Return the windows that do not begin before a local day.

    start: that of the dataset; nothing before it is recorded, so an earlier window would count too little
    """
    return [each for each in found if each.began_at >= midnight(start, each.hospital.zone)]


def _ends(hospital: Hospital, as_of: datetime, kind: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield begin and end of the windows of a kind that are closed at a moment, latest first, without end."""
    zone = hospital.zone
    last = as_of.astimezone(zone).date()
    if kind == WEEK:
        last -= timedelta(days=last.weekday())
    elif kind == MONTH:
        last = last.replace(day=1)
    days = 0
    while True:
        if kind == LAST_HOURS:
            end = (as_of.astimezone(UTC) - timedelta(days=days)).astimezone(zone)
            yield (end.astimezone(UTC) - timedelta(hours=24)).astimezone(zone), end
            days += 1
            continue
        before = _before(last, kind)
        yield midnight(before, zone), midnight(last, zone)
        last = before if kind != FOUR_WEEKS else last - timedelta(days=1)


def _before(day: date, kind: str) -> date:
    """Return the first day of the window that ends when a day begins."""
    if kind == MONTH:
        return (day - timedelta(days=1)).replace(day=1)
    return day - timedelta(days={DAY: 1, WEEK: 7, FOUR_WEEKS: 28}[kind])


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the beginning of a local day."""
    return datetime.combine(day, time(), zone)
