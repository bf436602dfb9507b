"""The dashboards of Grafana: their queries, and the text that Grafana would send to the database for them.

The macros are those of Grafana's data source for PostgreSQL, as its documentation and its tests describe them:
https://grafana.com/docs/grafana/latest/datasources/postgres/query-editor/#macros
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GRAFANA = ROOT / ".docker" / "grafana"
DASHBOARDS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((GRAFANA / "dashboards").glob("*.json"))
}
# Macros of these queries; Grafana has more. Their argument ends at the first closing parenthesis.
MACRO = re.compile(r"\$(__\w+)\(([^)]*)\)")
VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(?!__)(\w+))")


@dataclass(frozen=True)
class TimeRange:
    """What is chosen at the top right of a dashboard."""

    start: datetime
    end: datetime

    def of(self, panel: Mapping[str, Any]) -> TimeRange:
        """Return the range of a panel, which may have its own length, such as 7d."""
        if "timeFrom" not in panel:
            return self
        return TimeRange(self.end - timedelta(days=int(panel["timeFrom"].removesuffix("d"))), self.end)


@dataclass(frozen=True)
class Query:
    """A query of a panel."""

    dashboard: str
    panel: dict[str, Any]
    text: str

    @property
    def name(self) -> str:
        """Its dashboard and the title of its panel."""
        return f"{self.dashboard}: {self.panel['title']}"

    @property
    def is_time_series(self) -> bool:
        """Whether Grafana needs a column `time`."""
        return any(target["format"] == "time_series" for target in self.panel["targets"])

    @property
    def follows_the_time_range(self) -> bool:
        """Whether its rows depend on the time range."""
        return "$__time" in self.text


def queries() -> list[Query]:
    """Return the queries of all panels."""
    return [
        Query(name, panel, target["rawSql"])
        for name, dashboard in DASHBOARDS.items()
        for panel in dashboard["panels"]
        for target in panel["targets"]
    ]


def variables(dashboard: Mapping[str, Any]) -> dict[str, str]:
    """Return the queries of a dashboard's variables by their names."""
    return {variable["name"]: variable["query"] for variable in dashboard["templating"]["list"]}


def expanded(text: str, time_range: TimeRange, values: Mapping[str, Any]) -> str:
    """Return what Grafana sends: first each variable becomes its value, then each macro becomes SQL."""

    def value(match: re.Match[str]) -> str:
        return str(values[match[1] or match[2]])

    def macro(match: re.Match[str]) -> str:
        start, end = (moment.astimezone(UTC).isoformat() for moment in (time_range.start, time_range.end))
        match match[1]:
            case "__timeFilter":
                return f"{match[2]} BETWEEN '{start}' AND '{end}'"
            case "__timeFrom":
                return f"'{start}'"
            case "__timeTo":
                return f"'{end}'"
        raise ValueError(f"unknown macro {match[1]}")

    return MACRO.sub(macro, VARIABLE.sub(value, text))
