"""The tables of the report's second half against figures that are counted in another way."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from healthgen_db.report.content import Content, Report, Rows

Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def content(report: Report) -> dict[str, Content]:
    return {section.id: found for section, found in report.sections}


def total(rows: Rows, key: str) -> Any:
    return sum(row[key] for row in rows)


def test_stays_and_charges_count_every_visit(
    content: dict[str, Content], report_dsn: str, query: Query
) -> None:
    nights, charges = (figure.table.rows for figure in content["stays"].figures)
    ((visits, same_day),) = query(
        report_dsn,
        "SELECT count(*), count(*) FILTER (WHERE date_of_discharge = date_of_admission) FROM visits",
    )
    assert total(nights, "visits") + total(nights, "follow_ups") == visits == total(charges, "bills")
    assert sum(
        row["same_day_pct"] / 100 * (row["visits"] + row["follow_ups"]) for row in nights
    ) == pytest.approx(same_day)
    medians = query(
        report_dsn,
        "SELECT name, percentile_disc(0.5) WITHIN GROUP (ORDER BY date_of_discharge - date_of_admission)"
        " FILTER (WHERE follow_up_of IS NULL), percentile_disc(0.5) WITHIN GROUP (ORDER BY total_charge)::float8"
        " FROM visits JOIN billing USING (visit_id) JOIN conditions USING (condition_id) GROUP BY name",
    )
    assert {row["condition"]: row["middle"] for row in nights} == {name: night for name, night, _ in medians}
    found = {row["condition"]: row["middle"] for row in charges}
    # steps of 1 %, written with three digits
    assert all(found[name] == pytest.approx(charge, rel=0.011) for name, _, charge in medians)


def test_payments_add_up(content: dict[str, Content], report_dsn: str, query: Query) -> None:
    months, statuses, _, overdue = (figure.table.rows for figure in content["payments"].figures)
    ((bills, charged, covered, late, owed),) = query(
        report_dsn,
        "SELECT count(*), sum(total_charge), sum(insurance_coverage_amount),"
        " count(*) FILTER (WHERE payment_status = 'Late-Unpaid'),"
        " sum(patient_responsibility_amount) FILTER (WHERE payment_status = 'Late-Unpaid') FROM billing",
    )
    assert total(months, "bills") == total(statuses, "bills") == bills
    assert total(months, "charged_usd") == pytest.approx(float(charged))
    assert total(months, "covered_usd") == pytest.approx(float(covered))
    assert sum(row["Late-Unpaid"] * row["bills"] / 100 for row in statuses) == pytest.approx(late)
    assert (total(overdue, "bills"), total(overdue, "owed_usd")) == (late, pytest.approx(float(owed)))


def test_the_bed_board_is_that_of_the_midnight(
    content: dict[str, Content], report_dsn: str, query: Query
) -> None:
    census, board = (figure.table.rows for figure in content["wards"].figures)
    ((beds, taken),) = query(
        report_dsn,
        "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM bed_stays AS s WHERE s.bed_id = b.bed_id"
        " AND s.left_at IS NULL)) FROM beds AS b WHERE kind = 'bed'",
    )
    wards = [row for row in board if row["care_level"] != "emergency"]
    assert (total(wards, "beds"), total(wards, "taken")) == (beds, taken)
    assert all(row["taken"] + row["free"] + row["dirty"] + row["blocked"] == row["beds"] for row in board)
    assert [row["hour"] for row in census] == [f"{hour:02}:00" for hour in range(24)]
    (peak,) = query(
        report_dsn, "SELECT max(s) FROM (SELECT sum(census) AS s FROM unit_hours GROUP BY hour) AS x"
    )[0]
    assert all(row["low"] <= row["middle"] <= row["high"] <= peak for row in census)


def test_the_emergency_department_counts_every_stay(
    content: dict[str, Content], report_dsn: str, query: Query
) -> None:
    # Nobody in this dataset leaves unseen, so there is no control chart.
    assert query(report_dsn, "SELECT count(*) FROM ed_stays WHERE decision = 'left without being seen'") == [
        (0,)
    ]
    arrivals, waits, boarding, levels = (figure.table.rows for figure in content["emergency"].figures)
    ((weeks,),) = query(report_dsn, "SELECT (today + 1 - start) / 7 - 10 FROM current_dataset")
    ((number,),) = query(
        report_dsn,
        "SELECT count(*) FROM ed_stays JOIN encounters USING (encounter_id) JOIN hospitals USING (hospital_id),"
        " current_dataset WHERE (arrived_at AT TIME ZONE time_zone)::date > today - %s",
        [7 * weeks],
    )
    in_table = sum(value for row in arrivals for name, value in row.items() if name != "hour")
    assert in_table * weeks == pytest.approx(number)
    seen = query(
        report_dsn,
        "SELECT esi, percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(EPOCH FROM provider_at - arrived_at))"
        " FROM ed_stays WHERE provider_at IS NOT NULL AND esi IS NOT NULL GROUP BY esi ORDER BY esi",
    )
    assert [row["middle"] for row in waits] == [int(seconds // 60) for _, seconds in seen]
    assert total(levels, "boarded_hours") >= total(boarding, "boarded_hours") > 0


def test_nurses_and_the_workforce_are_those_of_the_tables(
    content: dict[str, Content], report_dsn: str, query: Query
) -> None:
    nurses, posts, people = (figure.table.rows for figure in content["staff"].figures)
    short = query(
        report_dsn,
        "SELECT units.name, 100.0 * avg((nurses_worked < nurses_required)::int)::float8 FROM unit_hours"
        " JOIN units USING (unit_id) JOIN hospitals USING (hospital_id), current_dataset"
        " WHERE nurses_required > 0 AND (hour AT TIME ZONE time_zone)::date > today - 28 AND care_level <> 'operating'"
        " GROUP BY units.unit_id, units.name",
    )
    assert {row["unit"]: row["short_pct"] for row in nurses} == pytest.approx(dict(short))
    ((held,),) = query(
        report_dsn, "SELECT count(*) FROM employments, current_dataset WHERE post_id IS NOT NULL"
        " AND valid_from <= today AND coalesce(valid_to >= today, TRUE)"
    )  # fmt: skip
    assert posts[-1]["people"] == people[-1]["people"] == held


def rows_of(connection: Connection[Any], name: str) -> Rows:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(resource("sql", "report", f"{name}.sql").read_bytes()).fetchall()


def test_kpis_come_with_their_last_weeks(report_dsn: str) -> None:
    with closing(connect(report_dsn)) as connection, connection.transaction(force_rollback=True):
        connection.execute("SET search_path TO healthcare")
        connection.execute(
            "INSERT INTO kpis VALUES ('k', 'Staff', 'K', '%', 'f', 'd', 's', 'low', 5, 8, 0),"
            " ('other', 'Staff', 'O', '%', 'f', 'd', 's', 'none', NULL, NULL, 0)"
        )
        ended = datetime(2026, 6, 29, tzinfo=UTC)
        add = (
            "INSERT INTO kpi_values (dataset_id, kpi_id, hospital_id, department_id, department, window_kind,"
            " began_at, ended_at, hospital, value, n) VALUES (1, %s, 1, %s, %s, %s, %s, %s, 'H', %s, 9)"
        )
        for week in range(15):
            end = ended - timedelta(days=7 * week)
            connection.execute(add, ["k", 0, None, "week", end - timedelta(days=7), end, 100 - week])
            connection.execute(add, ["k", 7, "D", "week", end - timedelta(days=7), end, 1])
        for kpi in ("k", "other"):
            for number in (0, 1):
                end = ended - timedelta(days=number)
                connection.execute(add, [kpi, 0, None, "28 days", end - timedelta(days=28), end, 6 + number])
        found = {row["kpi_id"]: row for row in rows_of(connection, "kpi_values")}
    assert found["k"]["value"] == found["other"]["value"] == 6
    assert found["k"]["weekly"] == list(range(88, 101))
    assert found["other"]["weekly"] == []


def test_the_newest_model_and_its_predictions_are_read(report_dsn: str) -> None:
    with closing(connect(report_dsn)) as connection, connection.transaction(force_rollback=True):
        connection.execute("SET search_path TO healthcare")
        for seed in (1, 2):
            connection.execute(
                "INSERT INTO los_models (dataset_id, as_of, seed, generator_version, python_version,"
                " sklearn_version, skops_version, fingerprint, features, split, metrics, critical_threshold,"
                " high_threshold, card, model)"
                " VALUES (1, '2026-05-01', %s, '1', '3', '1', '0', 'f', '{}', '{}', %s, 0.5, 0.5, '', '')",
                [seed, json.dumps({"seed": seed})],
            )
        connection.execute(
            "INSERT INTO los_predictions (model_id, dataset_id, encounter_id, predicted_at, hospital_id,"
            " hours_so_far, p10_hours, p50_hours, p90_hours, over_48, over_96,"
            " leave_24, leave_48)"
            " SELECT (SELECT max(model_id) FROM los_models), 1, encounter_id, admitted_at, hospital_id, 0,"
            " hours - 1, hours + 2, hours + 3, 0.5, 0.5, 0.5, 0.5"
            " FROM (SELECT *, extract(EPOCH FROM left_at - admitted_at) / 3600 AS hours FROM encounters"
            " WHERE left_at IS NOT NULL AND admitted_at IS NOT NULL LIMIT 20) AS e"
        )
        (model,) = rows_of(connection, "los_model")
        (scores,) = rows_of(connection, "los_scores")
    assert model["metrics"] == {"seed": 2}
    assert (scores["predictions"], scores["stays"]) == (20, 20)
    assert scores["mean_error_hours"] == pytest.approx(2)
    assert scores["within_pct"] == 100
