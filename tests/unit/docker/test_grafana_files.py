"""The files that Grafana reads at its start: they fit each other and docker-compose.yml, and panels are labelled."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
import yaml

from tests.grafana import (
    DASHBOARDS,
    GRAFANA,
    MACRO,
    ROOT,
    VARIABLE,
    Query,
    TimeRange,
    expanded,
    queries,
    variables,
)

SERVICE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["grafana"]
(SOURCE,) = yaml.safe_load(
    (GRAFANA / "provisioning" / "datasources" / "healthgen.yaml").read_text(encoding="utf-8")
)["datasources"]
(PROVIDER,) = yaml.safe_load(
    (GRAFANA / "provisioning" / "dashboards" / "healthgen.yaml").read_text(encoding="utf-8")
)["providers"]
PANELS = [
    pytest.param(panel, id=f"{name}: {panel['title']}")
    for name, dashboard in DASHBOARDS.items()
    for panel in dashboard["panels"]
]
RANGE = TimeRange(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC))


def test_macros_and_variables_become_sql() -> None:
    text = (
        "x = $hospital AND y = ${hospital} AND $__timeFilter(a.b) AND c > $__timeFrom() AND c < $__timeTo()"
    )
    assert expanded(text, RANGE, {"hospital": 3}) == (
        "x = 3 AND y = 3 AND a.b BETWEEN '2026-06-01T00:00:00+00:00' AND '2026-06-30T12:00:00+00:00'"
        " AND c > '2026-06-01T00:00:00+00:00' AND c < '2026-06-30T12:00:00+00:00'"
    )
    with pytest.raises(ValueError, match="__timeGroup"):
        expanded("$__timeGroup(a, '1h')", RANGE, {})
    with pytest.raises(KeyError):
        expanded("$other", RANGE, {"hospital": 3})


def test_the_service_gives_the_datasource_what_it_asks_for() -> None:
    asked = set(re.findall(r"\$__env\{(\w+)\}", str(SOURCE)))
    assert asked == {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"}
    assert asked <= SERVICE["environment"].keys()
    assert SOURCE["isDefault"]


def test_grafana_finds_the_files() -> None:
    targets = dict(volume.split(":")[:2] for volume in SERVICE["volumes"] if volume.startswith("."))
    assert targets == {
        "./.docker/grafana/provisioning/datasources": "/etc/grafana/provisioning/datasources",
        "./.docker/grafana/provisioning/dashboards": "/etc/grafana/provisioning/dashboards",
        "./.docker/grafana/dashboards": PROVIDER["options"]["path"],
    }
    home = SERVICE["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home in {f"{PROVIDER['options']['path']}/{name}.json" for name in DASHBOARDS}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_numbers_and_titles_are_unique(name: str) -> None:
    panels = DASHBOARDS[name]["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({panel["title"] for panel in panels}) == len(panels)
    assert DASHBOARDS[name]["title"]
    assert Counter(dashboard["uid"] for dashboard in DASHBOARDS.values()).most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", DASHBOARDS)
def test_panels_do_not_overlap(name: str) -> None:
    places = [panel["gridPos"] for panel in DASHBOARDS[name]["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_says_what_it_shows(panel: dict[str, Any]) -> None:
    assert panel["title"]
    assert len(panel["description"]) > 20
    assert panel["fieldConfig"]["defaults"]["unit"]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_query_goes_to_the_provisioned_datasource(name: str) -> None:
    dashboard = DASHBOARDS[name]
    named = [
        each["datasource"]
        for panel in dashboard["panels"]
        for each in [panel, *panel["targets"], *dashboard["templating"]["list"]]
    ]
    assert all(source == {"type": SOURCE["type"], "uid": SOURCE["uid"]} for source in named)


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_queries_use_known_variables_and_macros(query: Query) -> None:
    dashboard = DASHBOARDS[query.dashboard]
    used = {braces or plain for braces, plain in VARIABLE.findall(query.text)}
    assert used == {"hospital"} == variables(dashboard).keys()
    assert "$" not in MACRO.sub("", VARIABLE.sub("", query.text))
    # Without the filter, a time axis shows all years, however short the time range is.
    assert query.follows_the_time_range or not query.is_time_series
