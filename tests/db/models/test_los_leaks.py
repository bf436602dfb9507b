"""Features use only what was known at their moment; columns of the discharge are refused; noise has no skill."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.models.length_of_stay.columns import (
    Moments,
    at_admission,
    at_moments,
    fill,
    prepare_session,
    rows_of,
)
from healthgen_db.models.length_of_stay.data import TrainingData, admission_sample
from healthgen_db.models.length_of_stay.estimators import Sample, fit
from healthgen_db.models.length_of_stay.evaluate import baseline
from healthgen_db.models.length_of_stay.features import AT_ADMISSION, IN_HOUSE, LEAKS, check_features
from healthgen_db.models.length_of_stay.metrics import lengths
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
CUT = Path(__file__).with_name("cut.sql")
FEATURES = {*AT_ADMISSION, *IN_HOUSE}


def moments_to_cut(connection: psycopg.Connection) -> list[datetime]:
    """Return a morning, a midnight, some second of an afternoon, and the moments of some admissions."""
    query = """
        SELECT *
        FROM (
            VALUES (timestamptz '2026-03-02 07:00-06'), ('2026-05-01 00:00-05'), ('2026-04-11 15:23:45-05')
        ) AS m
        UNION ALL (
            SELECT admitted_at FROM encounters WHERE class = 'inpatient' AND admitted_at > '2026-02-01'
            ORDER BY mod(encounter_id, 101), encounter_id LIMIT 5
        )
    """
    return [moment for (moment,) in connection.execute(query)]


def features_of(
    connection: psycopg.Connection, moment: datetime, stays: list[int]
) -> tuple[Moments, Moments]:
    now = at_moments(connection, dict.fromkeys(stays, moment))
    return at_admission(connection, stays), now


def in_house(connection: psycopg.Connection, moment: datetime) -> list[dict[str, Any]]:
    fill(connection, "los_now", [(1, moment)])
    rows = rows_of(connection, "in_house")
    admitted = "SELECT encounter_id FROM encounters WHERE class = 'inpatient' AND admitted_at = %s"
    new = [{"encounter_id": number} for (number,) in connection.execute(admitted, [moment])]
    return rows + new


def test_features_are_the_same_when_nothing_later_has_been_recorded(untrained: str) -> None:
    with closing(connect(untrained, schema=SCHEMA, autocommit=True)) as connection:
        prepare_session(connection)
        connection.execute("SET session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE cut (at timestamptz)")
        moments = moments_to_cut(connection)
        assert len(moments) == 8
        for moment in moments:
            places = in_house(connection, moment)
            stays = [row["encounter_id"] for row in places]
            assert stays
            whole = features_of(connection, moment, stays)
            with connection.transaction(force_rollback=True):
                fill(connection, "cut", [(moment,)])
                connection.execute(CUT.read_bytes())
                [(newest,)] = connection.execute("SELECT max(registered_at) FROM encounters").fetchall()
                assert newest <= moment
                assert in_house(connection, moment) == places
                cut = features_of(connection, moment, stays)
            for all_known, known_then in zip(whole, cut, strict=True):
                assert set(all_known.columns) == FEATURES
                assert all_known.encounter_id.tolist() == known_then.encounter_id.tolist()
                for name, values in all_known.columns.items():
                    np.testing.assert_array_equal(
                        values, known_then.columns[name], err_msg=f"{name} at {moment}"
                    )


def test_the_features_differ_between_stays(data: TrainingData) -> None:
    # A feature that is always the same could not leak, and would make the test above weaker.
    constant = [
        name
        for name, values in data.train_rounds.moments.columns.items()
        if len(set(map(str, values))) < 2 and name != "hospital"
    ]
    assert constant == []


def skill_and_r2(
    data: TrainingData, parts: list[Sample], names: tuple[str, ...] = AT_ADMISSION
) -> tuple[float, float]:
    """Return skill and R2 on the test part of a model that predicts lengths only. parts: train, validation, test."""
    train, validation, test = (replace(part, answers={}) for part in parts)
    estimator = fit(names, train, validation, seed=1)
    interval = estimator.interval(estimator.encoding.matrix(test.columns))
    simple = baseline(data.train.moments.columns, data.train.hours, test.columns)
    found = lengths(test.hours, interval, simple, test.columns["condition"])
    return found["skill"], found["r2"]


def samples(data: TrainingData) -> list[Sample]:
    return [admission_sample(each) for each in (data.train, data.validation, data.test)]


def test_shuffled_lengths_give_no_skill(data: TrainingData) -> None:
    draws = np.random.default_rng(3)
    train, validation, test = samples(data)
    shuffled = [replace(each, hours=draws.permutation(each.hours)) for each in (train, validation)]
    skill, r2 = skill_and_r2(data, [*shuffled, test])
    assert skill < 0.02
    assert r2 < 0.02


def test_severity_makes_the_model_too_good_and_is_refused(untrained: str, data: TrainingData) -> None:
    query = (
        "SELECT encounter_id, array_position(ARRAY['Normal', 'Mild', 'Moderate', 'Severe'], severity)::float8"
        " FROM encounters JOIN visits USING (visit_id)"
    )
    with closing(connect(untrained, schema=SCHEMA)) as connection:
        severity: Mapping[int, float] = dict(connection.execute(query).fetchall())
    parts = []
    for seen, sample in zip((data.train, data.validation, data.test), samples(data), strict=True):
        values = np.array([severity.get(int(each), np.nan) for each in seen.moments.encounter_id])
        parts.append(replace(sample, columns={**sample.columns, "severity": values}))
    _, r2 = skill_and_r2(data, parts, (*AT_ADMISSION, "severity"))
    _, r2_without = skill_and_r2(data, samples(data))
    assert r2 > r2_without + 0.03
    with pytest.raises(ConfigError, match="severity: it is only known at discharge or later"):
        check_features((*AT_ADMISSION, "severity"))


@pytest.mark.parametrize("name", LEAKS)
def test_no_column_of_the_discharge_is_a_feature(name: str) -> None:
    assert name not in FEATURES
    with pytest.raises(ConfigError, match=name):
        check_features(("age", name))
