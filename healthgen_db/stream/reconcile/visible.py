"""Which rows that differ a KPI of a window could see."""

from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import psycopg

from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.kpis.windows import Window
from healthgen_db.stream.reconcile.result import (
    IRREPARABLE,
    LOST,
    NOT_INGESTED,
    NOT_RECORDED,
    NOT_SENT,
    OF_THE_FEED,
    QUARANTINED,
    UNEXPLAINED,
)

# The first one that is found is the reason of a KPI value.
SEVEREST_FIRST = (
    LOST, UNEXPLAINED, IRREPARABLE, QUARANTINED, NOT_INGESTED, NOT_SENT, NOT_RECORDED, OF_THE_FEED,
)  # fmt: skip
# The longest look back of a KPI is that of los_index: stays that ended in the 365 days before the window.
LONGEST_LOOK_BACK = timedelta(days=400)
# KPIs that only count messages.
OF_MESSAGES = ("adt_events",)
_EVER = datetime.min.replace(tzinfo=UTC)
# Windows begin and end at quarters of an hour in every time zone, so these are enough.
_QUARTERS = """
SELECT
    relation,
    reason,
    hospital_id,
    ends,
    date_bin('15 minutes', at, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS at,
    count(*)
FROM found
CROSS JOIN LATERAL (VALUES (FALSE, first_at), (TRUE, last_at)) AS e (ends, at)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 5 NULLS LAST
"""


class _Series:
    """How many rows begin, or end, before a moment."""

    def __init__(self) -> None:
        self.at: list[datetime] = []
        self.counts: list[int] = []

    def close(self) -> None:
        """Add up."""
        self.counts = list(accumulate(self.counts))

    def before(self, moment: datetime) -> int:
        """Return the rows before a moment."""
        place = bisect_left(self.at, moment)
        return self.counts[place - 1] if place else 0


class Visible:
    """The rows that differ, by relation, reason and hospital, over time."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Read them from a connection in the transaction of find_differences()."""
        self._series: dict[tuple[str, str, int | None, bool], _Series] = defaultdict(_Series)
        for relation, reason, hospital, ends, at, count in connection.execute(_QUARTERS):
            series = self._series[relation, reason, hospital, ends]
            # Rows without a first moment may be of any window; those without a last one are not over.
            if at is None:
                if not ends:
                    series.at.insert(0, _EVER)
                    series.counts.insert(0, count)
                continue
            series.at.append(at)
            series.counts.append(count)
        for series in self._series.values():
            series.close()

    def reason(self, kpi: Kpi, window: Window) -> str | None:
        """Return the reason why a value may differ; None if the KPI could see no row that differs."""
        for look_back in (timedelta(), LONGEST_LOOK_BACK):
            for reason in SEVEREST_FIRST:
                if self._rows(kpi, window, reason, window.began_at - look_back):
                    return reason
        return None

    def rows(self, kpi: Kpi, window: Window, reason: str) -> int:
        """Return how many rows that the KPI reads differ for a reason, and lie in the window."""
        return self._rows(kpi, window, reason, window.began_at)

    def _rows(self, kpi: Kpi, window: Window, reason: str, began_at: datetime) -> int:
        if reason == OF_THE_FEED and kpi.reads != OF_MESSAGES:
            return 0
        total = 0
        for relation in kpi.reads:
            for hospital in (window.hospital.hospital_id, None):
                begun = self._series.get((relation, reason, hospital, False))
                ended = self._series.get((relation, reason, hospital, True))
                if begun is not None:
                    total += begun.before(window.ended_at)
                    total -= ended.before(began_at) if ended is not None else 0
        return total
