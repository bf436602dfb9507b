"""healthgen los from training to the report: what it prints and writes, and what happens as today moves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import WarehouseError
from healthgen_db.models.length_of_stay.data import TrainingData
from healthgen_db.models.length_of_stay.features import AT_ADMISSION
from healthgen_db.models.length_of_stay.learn import STEPS, LosModel, learn
from healthgen_db.models.length_of_stay.stored import load, loads
from healthgen_db.postgres.connection import connect

Query = Callable[..., list[tuple[Any, ...]]]
ORIGIN = date(2026, 6, 30)


def predicted(model: LosModel, data: TrainingData) -> list[Any]:
    columns = data.test_rounds.moments.columns
    matrix = model.rounds.encoding.matrix(columns)
    first = model.admission.encoding.matrix(data.test.moments.columns)
    return [
        *model.rounds.interval(matrix),
        *(model.rounds.chance(name, matrix) for name in ("leave_24", "leave_48", "over_48", "over_96")),
        *model.admission.interval(first),
        model.admission.chance("over_96", first),
    ]


def test_the_model_beats_the_table_on_the_wall(first_model: dict[str, Any]) -> None:
    metrics = first_model["metrics"]
    assert metrics["lengths"]["skill"] > 0.1
    assert 0.68 < metrics["lengths"]["coverage_80"] < 0.92
    assert metrics["over_96"]["auroc"] > 0.8
    for rounds in metrics["rounds"]:
        for name in ("leave_24", "leave_48"):
            assert rounds[name]["brier"] < 0.85 * rounds[name]["brier_of_rate"]
    for level in metrics["alerts"].values():
        assert level["precision"] > 1.3 * level["rate"]
        assert 0.05 < level["share_of_stays"] < 0.3


def test_the_same_seed_gives_the_same_predictions_also_when_stored(
    hospital: str, data: TrainingData, first_model: dict[str, Any]
) -> None:
    steps: list[int] = []
    again, metrics = learn(data, features=AT_ADMISSION, seed=42, alert_share=0.15, advance=steps.append)
    assert sum(steps) == STEPS
    assert json.loads(json.dumps(metrics)) == first_model["metrics"]
    with closing(connect(hospital, schema="healthcare")) as connection:
        stored = load(connection, None, schema="healthcare")
    for values, others in zip(predicted(again, data), predicted(stored.model, data), strict=True):
        np.testing.assert_array_equal(values, others)


def test_a_damaged_model_is_refused() -> None:
    with pytest.raises(WarehouseError, match="damaged; train a new one"):
        loads(b"no zip file")


def test_los_train_predict_report(
    copy: str, first_model: dict[str, Any], healthgen: Callable[..., Any], query: Query, tmp_path: Path
) -> None:
    assert first_model["model_id"] == 1
    assert first_model["split"]["test"]["known_until"] == "2026-06-02T05:00:00+00:00"
    values = healthgen("los", "predict", "--dsn", copy, "--as-of", "2026-06-20T07:00", "--json").values
    [rows] = query(copy, "SELECT count(*), count(alert), min(predicted_at) FROM los_predictions")
    assert rows[0] == len(values["predictions"]) > 5
    assert rows[1] == sum(each["alert"] is not None for each in values["predictions"]) > 0
    assert rows[2].isoformat() == "2026-06-20T12:00:00+00:00"
    assert sum(unit["patients"] for unit in values["units"]) == rows[0]
    assert all(1 <= len(each["reasons"]) <= 3 for each in values["predictions"] if each["alert"])

    again = healthgen("los", "predict", "--dsn", copy, "--as-of", "2026-06-20T07:00")
    assert again.code == 0
    assert "inpatients" in again.out
    assert "Leave within 24 h" in again.out
    assert query(copy, "SELECT count(*) FROM los_predictions") == [(rows[0],)]

    # The 20th is after the cut, and today is the 30th, so all is known now.
    report = healthgen("los", "report", "--dsn", copy, "--json").values
    assert report["scores"]["known_24"] == rows[0]
    out = tmp_path / "card.md"
    assert healthgen("los", "report", "--dsn", copy, "--out", out).code == 0
    card = out.read_text(encoding="utf-8")
    assert "# Model card" in card
    assert f"{rows[0]} predictions of who leaves within 24 hours" in card


def test_predictions_keep_their_order_and_limits(copy: str, healthgen: Callable[..., Any]) -> None:
    for moment in ("2026-06-03T15:30", "2026-06-30"):
        for each in healthgen("los", "predict", "--dsn", copy, "--as-of", moment, "--json").values[
            "predictions"
        ]:
            assert each["hours_so_far"] <= each["p10_hours"] <= each["p50_hours"] <= each["p90_hours"]
            assert 0 <= each["over_96"] <= each["over_48"] <= 1
            assert 0 <= each["leave_24"] <= each["leave_48"] <= 1
            if each["hours_so_far"] >= 96:
                assert each["over_96"] == 1
                assert each["alert"] is None
            if each["alert"] == "HIGH":
                assert each["hours_so_far"] < 48


def test_alerts_are_one_a_stay_and_close_as_today_moves(
    copy: str,
    healthgen: Callable[..., Any],
    query: Query,
    run_load: Callable[..., Any],
    hospital_options: dict[str, Any],
) -> None:
    assert "There is no prediction yet" in healthgen("los", "report", "--dsn", copy).out
    assert healthgen("los", "predict", "--dsn", copy).code == 0
    assert "No outcome of a prediction is known yet" in healthgen("los", "report", "--dsn", copy).out
    for moment in ("2026-06-29T07:00", "2026-06-30T07:00"):
        assert healthgen("los", "predict", "--dsn", copy, "--as-of", moment).code == 0
    rows = query(
        copy, "SELECT count(*), count(DISTINCT encounter_id) FROM los_predictions WHERE alert IS NOT NULL"
    )
    alerts = query(
        copy, "SELECT encounter_id, level, raised_at, reasons, closed_at FROM los_alerts ORDER BY 1"
    )
    assert rows[0][0] > rows[0][1] == len(alerts) > 1
    for encounter, level, raised_at, reasons, closed_at in alerts:
        written = query(
            copy,
            "SELECT alert, predicted_at, reasons FROM los_predictions WHERE encounter_id = %s AND alert IS NOT NULL"
            " ORDER BY predicted_at",
            (encounter,),
        )
        assert level == ("CRITICAL" if "CRITICAL" in [each[0] for each in written] else "HIGH")
        assert (raised_at, reasons) == written[0][1:]
        [(left_at,)] = query(copy, "SELECT left_at FROM encounters WHERE encounter_id = %s", (encounter,))
        assert closed_at == left_at
    open_stays = {alert[0] for alert in alerts if alert[4] is None}
    assert open_stays

    later = ORIGIN + timedelta(days=9)
    run_load(copy, how={"block_size": 2400}, **(hospital_options | {"today": later}))
    assert query(copy, "SELECT count(*) FROM los_models") == [(1,)]
    after = query(
        copy, "SELECT encounter_id, level, raised_at, reasons, closed_at FROM los_alerts ORDER BY 1"
    )
    assert [row[:4] for row in after] == [row[:4] for row in alerts]
    closed = {alert[0] for alert in after if alert[4] is not None}
    assert closed & open_stays
    gone = "SELECT encounter_id FROM los_scores WHERE actual_hours IS NOT NULL"
    assert closed <= {encounter for (encounter,) in query(copy, gone)}
    report = healthgen("los", "report", "--dsn", copy, "--json").values
    assert report["scores"]["known_24"] == report["scores"]["known_48"] > 5
    assert 0 <= report["scores"]["brier_24"] < 0.25
    # New models and predictions go beside the old ones.
    assert healthgen("los", "predict", "--dsn", copy, "--json").values["dataset_id"] == 2
    assert query(copy, "SELECT nextval(pg_get_serial_sequence('los_models', 'model_id'))") == [(2,)]


def test_predictions_of_another_dataset_are_not_scored(
    copy: str, healthgen: Callable[..., Any], query: Query
) -> None:
    healthgen("los", "predict", "--dsn", copy)
    assert query(copy, "SELECT count(*) > 0 FROM los_scores") == [(True,)]
    query(copy, "UPDATE datasets SET config = config || '{\"seed\": 7}'")
    query(
        copy,
        'INSERT INTO datasets SELECT (jsonb_populate_record(d, \'{"dataset_id": 2, "config": {"seed": 8}}\')).*'
        " FROM datasets AS d",
    )
    assert query(copy, "SELECT (SELECT count(*) FROM los_scores), (SELECT count(*) FROM los_alerts)") == [
        (0, 0)
    ]


def test_a_model_of_another_scikit_learn_is_named(
    copy: str, healthgen: Callable[..., Any], query: Query
) -> None:
    query(copy, "UPDATE los_models SET sklearn_version = '1.2.0'")
    ended = healthgen("los", "predict", "--dsn", copy)
    assert ended.code == 2
    assert "stored by scikit-learn 1.2.0" in ended.err
    assert "Traceback" not in ended.err
    # The report needs no scikit-learn.
    assert healthgen("los", "report", "--dsn", copy).code == 0


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ("train", "--features", "age,severity"),
            "--features severity: it is only known at discharge or later",
        ),
        (("train", "--features", "age,shoe_size"), "--features shoe_size: choose from age, "),
        (("train", "--as-of", "2025-09-01"), "the model needs 1,000"),
        (("train", "--as-of", "2031-01-01"), "--as-of 2031-01-01: the dataset has"),
        (("train", "--alert-share", "0.9"), "--alert-share 0.9: write a value from 0.01 up to 0.45"),
        (("predict", "--model", "9"), "has no model 9; train one with: healthgen los train"),
        (("predict", "--hospital", "Nowhere"), "--hospital Nowhere: there is no such one"),
        (("report", "--model", "9"), "has no model 9; train one with: healthgen los train"),
        (("report", "--out", "/nowhere/card.md"), "--out /nowhere/card.md: "),
    ],
)
def test_errors_say_what_to_do(
    hospital: str, healthgen: Callable[..., Any], command: tuple[str, ...], message: str
) -> None:
    ended = healthgen("los", *command, "--dsn", hospital)
    assert ended.code == 2
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_a_dataset_without_hospitals_at_work_is_named(old_dsn: str, healthgen: Callable[..., Any]) -> None:
    for command in ("train", "predict"):
        ended = healthgen("los", command, "--dsn", old_dsn)
        assert ended.code == 2
        assert "load one with --operations" in ended.err
    assert "train one with: healthgen los train" in healthgen("los", "report", "--dsn", old_dsn).err


def test_who_may_only_read_sees_predictions_that_are_not_written(
    copy: str, healthgen: Callable[..., Any]
) -> None:
    role = f"healthgen_role_{secrets.token_hex(4)}"
    name = sql.Identifier(role)
    with closing(connect(copy, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pw'").format(name))
        try:
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA healthcare TO {}").format(name))
            connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA healthcare TO {}").format(name))
            ended = healthgen(
                "los", "predict", "--dsn", make_conninfo(copy, user=role, password="pw"), "--json"
            )
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(name))
            connection.execute(sql.SQL("DROP ROLE {}").format(name))
    assert ended.code == 0
    assert ended.values["recorded"] is False
    assert "not written into los_predictions" in ended.err
