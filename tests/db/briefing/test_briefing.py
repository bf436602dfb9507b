"""The briefing of a small hospital with a workforce: three formats, moments of the past, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from psycopg.types.json import Jsonb

from healthgen_db.briefing.forecast.arrivals import HOURS, forecast_arrivals
from healthgen_db.briefing.page import MODEL, PLAN, Page
from healthgen_db.briefing.render import render
from healthgen_db.briefing.run import Briefing, run_briefing
from healthgen_db.kpis.kpi_files import read_kpis
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress

RunLoad = Callable[..., LoadResult]
Databases = Callable[..., AbstractContextManager[str]]
Query = Callable[..., list[tuple[Any, ...]]]

EARLIER, LATER = date(2026, 11, 5), date(2026, 11, 8)
HOSPITAL: dict[str, Any] = {
    "patients": 4_000,
    "single_hospital": True,
    "start": date(2026, 8, 20),
    "origin": EARLIER,
    "operations": True,
}
MORNING = "2026-11-05T07:00"
AT = "SELECT timestamp '2026-11-05 07:00' AT TIME ZONE time_zone FROM hospitals WHERE hospital_id = 1"
MODEL_ROW = """
INSERT INTO los_models (
    dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint, features,
    split, metrics, critical_threshold, high_threshold, card, model
)
SELECT dataset_id, '2026-10-01', 1, generator_version, '3', '1', '0', 'x', '{}', '{}', '{}', 0.5, 0.5, '', ''
FROM current_dataset
"""
SEVEN_IN_THE_MORNING = 7
# Of the KPIs, one is enough where a test is about the rest of the page.
FEW = [each for each in read_kpis() if each.id == "occupancy_pct"]


@pytest.fixture(scope="module")
def hospital(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give a database with 80 days of a hospital that is large enough to have rosters."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 2_500}, today=LATER, **HOSPITAL)
        yield dsn


@pytest.fixture(scope="module")
def morning(hospital: str) -> Briefing:
    """Give the page of a morning with all KPIs. The clocks changed four days before."""
    return run_briefing(hospital, "healthcare", Progress(), as_of=MORNING)


def page(dsn: str, as_of: str = MORNING) -> Page:
    """Return the page of a moment with few KPIs."""
    return run_briefing(dsn, "healthcare", Progress(), as_of=as_of, kpis=FEW).pages[0]


def test_the_page_has_what_a_morning_needs(morning: Briefing) -> None:
    (found,) = morning.pages
    assert found.as_of.hour == SEVEN_IN_THE_MORNING
    assert len(found.emergency.hours) == HOURS
    assert found.all_beds.patients == sum(each.patients for each in found.beds) > 10
    assert {part.name for ward in found.beds for part in ward.nurses} == {"day", "night"}
    assert max(part.planned for ward in found.beds for part in ward.nurses) > 1
    assert len(found.status.history) == 56
    assert found.discharges_by == PLAN
    assert ["healthgen los train" in note for note in morning.notes] == [True]


def test_markdown_has_every_part_and_every_link(morning: Briefing) -> None:
    text = render(morning.pages, "md", Progress())
    headings = re.findall(r"^##? (.+)$", text, re.MULTILINE)
    assert headings[1:] == [
        "What changed",
        "Red and amber",
        "Next 24 hours",
        "Long stays to act on",
        "Recommended actions",
        "KPIs on this page",
    ]
    used = set(re.findall(r"\]\[(\w+)\]", text))
    assert "occupancy_pct" in used
    assert used <= set(re.findall(r"^\[(\w+)\]: #\1$", text, re.MULTILINE))


def test_html_is_one_file_with_plots(morning: Briefing) -> None:
    text = render(morning.pages, "html", Progress())
    assert len(re.findall(r'<svg role="img" aria-label="[^"]{40,}"', text)) == 3
    assert "<script" not in text
    assert not re.search(r'(src|href)="(?!#)', text)
    assert set(re.findall(r'href="#([\w-]+)"', text)) <= set(re.findall(r'id="([\w-]+)"', text))


def test_the_command_prints_json_and_writes_files(
    hospital: str, healthgen: Callable[..., Any], tmp_path: Path, morning: Briefing
) -> None:
    ended = healthgen("briefing", "--dsn", hospital, "--as-of", MORNING, "--hospital", "all", "--json")
    assert ended.code == 0
    assert ended.out == render(morning.pages, "json", Progress())
    (found,) = json.loads(ended.out)["pages"]
    assert set(found["kpi_ids"].values()) <= {each["id"] for each in found["kpis"]}
    assert "healthgen los train" in ended.err
    file = tmp_path / "page.md"
    assert healthgen("briefing", "--dsn", hospital, "--as-of", "2026-08-21", "--out", file).code == 0
    assert file.read_text(encoding="utf-8").startswith("# ")


def test_a_dataset_that_ends_at_the_moment_has_the_same_page(
    hospital: str, databases: Databases, run_load: RunLoad
) -> None:
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 2_500}, today=EARLIER, **HOSPITAL)
        assert page(dsn, EARLIER.isoformat()) == page(hospital, EARLIER.isoformat())


def test_rows_of_later_hours_change_nothing(hospital: str, databases: Databases) -> None:
    """The page of a moment within a day uses no later row: here they are deleted, or opened again."""
    with databases(copy_of=hospital) as dsn:
        with connect(dsn, schema="healthcare", autocommit=True) as connection:
            connection.execute((Path(__file__).parent / "cut.sql").read_bytes())
        assert page(dsn) == page(hospital)


def test_the_hours_go_on_when_the_clocks_change(hospital: str) -> None:
    for moment in ("2026-10-31T07:00", "2026-11-01T00:30"):
        hours = [each.begins.timestamp() for each in page(hospital, moment).emergency.hours]
        assert set(np.diff(hours)) == {timedelta(hours=1).total_seconds()}


def test_an_early_moment_has_a_page_with_what_is_known(hospital: str) -> None:
    found = page(hospital, "2026-08-21T07:00")
    assert (found.changes, found.status.level) == ((), None)
    assert len(found.emergency.hours) == HOURS


def test_an_empty_emergency_department(hospital: str, databases: Databases) -> None:
    with databases(copy_of=hospital) as dsn:
        with connect(dsn, schema="healthcare", autocommit=True) as connection:
            connection.execute("DELETE FROM ed_stays")
        emergency = page(dsn).emergency
    assert (emergency.patients, emergency.boarders, emergency.longest_boarding_hours) == (0, 0, None)
    assert (emergency.arrivals.mean, emergency.arrivals.low, emergency.arrivals.high) == (0, 0, 0)


def test_predictions_for_the_moment_replace_the_plan(hospital: str, databases: Databases) -> None:
    with databases(copy_of=hospital) as dsn:
        with connect(dsn, schema="healthcare", autocommit=True) as connection:
            connection.execute(MODEL_ROW)
            connection.execute(
                "INSERT INTO los_predictions (model_id, dataset_id, encounter_id, predicted_at, hospital_id,"
                " hours_so_far, p10_hours, p50_hours, p90_hours, over_48, over_96, leave_24, leave_48, alert, reasons)"
                " SELECT 1, c.dataset_id, e.encounter_id, m.at, 1, 5, 10, 20, 30, 0.5, 0.4, 0.25, 0.5, 'CRITICAL', %s"
                f" FROM current_dataset AS c CROSS JOIN ({AT}) AS m (at) JOIN encounters AS e ON e.admitted_at < m.at"
                " AND coalesce(e.left_at > m.at, TRUE)",
                [Jsonb(["age 84"])],
            )
        found = page(dsn)
        assert page(dsn, "2026-09-01").discharges_by == PLAN
    assert found.discharges_by == MODEL
    assert found.all_beds.leaving.mean == pytest.approx(found.all_beds.patients / 4)
    assert found.stay_numbers.critical == found.all_beds.patients
    assert found.stays[0].reasons == ("age 84",)
    assert "early_discharge_planning" in {each.action_id for each in found.actions}


def test_a_model_without_predictions_is_asked(
    hospital: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model itself is another room's; here it says the same of everybody."""
    asked: list[dict[str, Any]] = []

    def predict(dsn: str, schema: str, progress: Progress, **options: Any) -> Any:
        del progress
        asked.append(options)
        with connect(dsn, schema=schema, autocommit=True) as connection:
            stays = connection.execute("SELECT encounter_id FROM encounters").fetchall()
        one = {"leave_24": 0.5, "p50_hours": 30.0, "alert": None, "reasons": None}
        made = [SimpleNamespace(encounter_id=stay, **one) for (stay,) in stays]
        return SimpleNamespace(predictions=made, reason_not_recorded="it is read only")

    with databases(copy_of=hospital) as dsn:
        with connect(dsn, schema="healthcare", autocommit=True) as connection:
            connection.execute(MODEL_ROW)
        monkeypatch.setattr("healthgen_db.models.length_of_stay.predict.predict", predict)
        found = run_briefing(dsn, "healthcare", Progress(), as_of=MORNING, kpis=FEW)
        monkeypatch.setattr(
            "healthgen_db.config.extras.EXTRAS", {"ml": {"no_such_module": "no-such-package"}}
        )
        without = run_briefing(dsn, "healthcare", Progress(), as_of=MORNING, kpis=FEW)
    assert [(each["hospital"], each["as_of"][:16], each["model_id"]) for each in asked] == [("1", MORNING, 1)]
    (first,) = found.pages
    assert (first.discharges_by, first.all_beds.leaving.mean) == (MODEL, first.all_beds.patients / 2)
    assert "it is read only" in found.notes[0]
    assert without.pages[0].discharges_by == PLAN
    assert "no-such-package" in without.notes[0]


def test_the_intervals_of_arrivals_hold_what_they_say(hospital: str, query: Query) -> None:
    """The forecast of each of the last days, from the 56 before it."""
    rows = query(
        hospital,
        "SELECT extract(ISODOW FROM t)::int, extract(HOUR FROM t)::int, count(s.encounter_id)::int"
        " FROM generate_series(timestamp '2026-08-20', '2026-11-08 23:00', '1 hour') AS t"
        " CROSS JOIN (SELECT time_zone FROM hospitals WHERE hospital_id = 1) AS h"
        " LEFT JOIN ed_stays AS s ON date_trunc('hour', s.arrived_at AT TIME ZONE h.time_zone) = t"
        " GROUP BY t ORDER BY t",
    )
    weekday, hour, arrivals = np.array(rows).T
    past, held, expected = 56 * HOURS, [], 0.0
    for start in range(past, len(rows), HOURS):
        before, ahead = slice(start - past, start), slice(start, start + HOURS)
        forecast = forecast_arrivals(
            arrivals[before],
            weekday[before],
            hour[before],
            next_weekday=weekday[ahead],
            next_hour=hour[ahead],
        )
        held += [
            each.low <= count <= each.high
            for each, count in zip(forecast.hours, arrivals[ahead], strict=True)
        ]
        expected += forecast.total.mean
    assert 0.74 <= np.mean(held) <= 0.86
    assert expected == pytest.approx(arrivals[past:].sum(), rel=0.08)


def test_what_cannot_be_used_is_refused(hospital: str, healthgen: Callable[..., Any]) -> None:
    for arguments, said in (
        (("--hospital", "Nowhere"), "there is no such one"),
        (("--as-of", "2020-01-01"), "the dataset has"),
        (("--out", "/nowhere/page.md"), "there is no folder /nowhere"),
        (("--json", "--format", "md"), "leave one of the two out"),
    ):
        ended = healthgen("briefing", "--dsn", hospital, *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err


def test_pages_of_several_hospitals_are_one_document(morning: Briefing) -> None:
    pages = [morning.pages[0], replace(morning.pages[0], hospital_id=2, hospital="Second")]
    text = render(pages, "html", Progress())
    assert text.count("<article>") == 2
    identifiers = re.findall(r' id="(\d-[\w-]+)"', text)
    assert len(set(identifiers)) == len(identifiers)
