"""What the command kpis prints."""

from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import table
from healthgen_db.kpis.compute import KpiValue
from healthgen_db.kpis.kpi_files import TOPICS
from healthgen_db.kpis.run import KpiRun
from healthgen_db.kpis.windows import Window

HIDDEN = "n < {}"
# So many windows fit on a screen.
MOST_COLUMNS = 6
# Values of these units differ in their second digit.
FINE_UNITS = ("ratio", "moves")
STYLES = {"green": "green", "amber": "yellow", "red": "bold red", None: ""}


def kpis_values(run: KpiRun) -> dict[str, Any]:
    """Return what kpis --json prints."""
    return {
        "schema": run.schema,
        "dataset_id": run.dataset.dataset_id,
        "recorded": run.reason_not_recorded is None,
        "as_of": {str(number): moment.isoformat() for number, moment in run.as_of.items()},
        "values": [_values(each) for each in run.values],
    }


def _values(value: KpiValue) -> dict[str, Any]:
    window = value.window
    return {
        "kpi": value.kpi.id,
        "unit": value.kpi.unit,
        "hospital_id": window.hospital.hospital_id,
        "department_id": value.department_id,
        "department": value.department,
        "window": window.kind,
        "began_at": window.began_at.isoformat(),
        "ended_at": window.ended_at.isoformat(),
        "value": value.value,
        "n": value.n,
        "hidden": value.hidden,
        "color": value.color,
    }


def kpis_screen(run: KpiRun, *, departments: bool) -> RenderableType:
    """Return a table for each hospital, and for each of its departments if they are asked for."""
    shown = [each for each in run.values if departments or each.department_id is None]
    if not shown:
        return "no window of this kind lies in the dataset; choose a shorter --window or a later --as-of"
    shown.sort(key=_place)
    parts: list[RenderableType] = []
    for (hospital, _, department), values in groupby(shown, key=_place):
        as_of = run.as_of[hospital.hospital_id]
        title = f"{hospital.name}, {department}" if department else hospital.name
        same = list(values)
        parts += [Text(f"{title}, as of {as_of:%Y-%m-%d %H:%M}", style="bold"), _table(same)]
        if len({each.window for each in same}) > MOST_COLUMNS:
            parts.append(Text("The table shows the last windows; kpi_values and --json have all of them."))
    return Group(*parts)


def _place(value: KpiValue) -> tuple[Any, ...]:
    return value.window.hospital, value.department_id or 0, value.department or ""


def _table(values: list[KpiValue]) -> RenderableType:
    """Return a row for each KPI, and a column for each window."""
    windows = _shown_windows(list(dict.fromkeys(each.window for each in values)))
    by_place = {(each.kpi.id, each.window): each for each in values}
    kpis = sorted(dict.fromkeys(each.kpi for each in values), key=lambda kpi: TOPICS.index(kpi.topic))
    headings = [_heading(each) for each in windows]
    rows: list[list[str | Text]] = []
    for topic, same in groupby(kpis, key=lambda kpi: kpi.topic):
        rows.append([Text(topic, style="bold"), "", *("" for _ in windows)])
        rows += [
            [kpi.id, kpi.unit, *(_shown(by_place.get((kpi.id, window))) for window in windows)]
            for kpi in same
        ]
    return table(["KPI", "unit", *headings], rows, numbers=headings)


def _shown_windows(windows: list[Window]) -> list[Window]:
    """Return the last windows of each kind, as many as fit."""
    kinds = list(dict.fromkeys(each.kind for each in windows))
    number = max(MOST_COLUMNS // len(kinds), 1)
    return [each for kind in kinds for each in [one for one in windows if one.kind == kind][-number:]]


def _heading(window: Window) -> str:
    return f"{window.kind}\nto {window.ended_at:%m-%d}\n{window.ended_at:%H:%M}"


def _shown(value: KpiValue | None) -> Text:
    if value is None:
        return Text()
    if value.value is None:
        return Text(HIDDEN.format(value.kpi.min_n) if value.hidden else "-")
    # The word too, for readers and terminals without colors.
    word = f" {value.color}" if value.color in {"amber", "red"} else ""
    digits = 2 if value.kpi.unit in FINE_UNITS else 1
    return Text(f"{value.value:,.{digits}f}{word}", style=STYLES[value.color])
