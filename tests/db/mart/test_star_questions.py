"""The dashboard questions: each has a header, runs on the star alone, and has an answer."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect

QUESTIONS = sorted(resource("sql", "mart", "questions").glob("*.sql"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_an_answer_that_the_star_alone_gives(star: psycopg.Connection, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = [line.split(":", 1)[0] for line in text.splitlines()[:3]]
    assert header == ["-- question", "-- who", "-- chart"]
    try:
        # A table of the warehouse would be missing here.
        star.execute("SET search_path TO healthcare_mart")
        answer = star.execute(text.encode())
    finally:
        star.execute("SET search_path TO healthcare_mart, healthcare")
    assert answer.fetchone()
    names = [column.name for column in answer.description or ()]
    assert len(names) == len(set(names)), "a tool cannot tell two columns of one name apart"


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_an_answer_when_nobody_stays_overnight_or_waits(star_dsn: str, path: Path) -> None:
    with connect(star_dsn) as connection, connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL search_path TO healthcare_mart")
        connection.execute(
            "UPDATE fact_visit SET discharge_date = admission_date, stay_nights = 0, is_same_day = TRUE"
        )
        connection.execute("UPDATE fact_ed_stay SET boarding_minutes = 0 WHERE boarding_minutes > 0")
        connection.execute(path.read_bytes())


@pytest.mark.parametrize("days", [70, 364, 400])
def test_arrivals_of_a_short_dataset_are_divided_by_its_own_weeks(star_dsn: str, days: int) -> None:
    (path,) = (each for each in QUESTIONS if each.name.startswith("06_"))
    with connect(star_dsn) as connection, connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL search_path TO healthcare_mart, healthcare")
        connection.execute(
            "DELETE FROM fact_ed_stay WHERE arrived_date <= (SELECT today FROM current_dataset) - %s", [days]
        )
        rows = connection.execute(path.read_bytes()).fetchall()
    weeks = min(days, 364) / 7
    assert rows
    assert all(float(mean) == pytest.approx(arrivals / weeks, abs=0.006) for *_, arrivals, mean in rows)


def test_the_questions_are_numbered_without_gaps() -> None:
    assert [path.name[:2] for path in QUESTIONS] == [f"{n:02}" for n in range(1, len(QUESTIONS) + 1)]
