"""The format of rule and metric files: what is read, and what is said about a file that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.checks.rule_files import read_metric, read_metrics, read_rule, read_rules
from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource

RULE = """\
-- id: broken
-- title: Something is broken
-- severity: error
-- description: It matters, because
--   somebody relies on it.

SELECT patient_id
FROM patients
"""
METRIC = """\
-- id: figure
-- title: Some figure
-- severity: warning
-- description: It says something.
-- unit: % of patients
-- low: -1.5
-- high: 40
-- min_rows: 100
-- source: a survey

SELECT 1 AS value, 2 AS n
"""


def write(folder: Path, text: str, name: str = "broken.sql") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_is_read(tmp_path: Path) -> None:
    rule = read_rule(write(tmp_path, RULE))
    assert (rule.id, rule.title, rule.severity) == ("broken", "Something is broken", "error")
    assert rule.description == "It matters, because somebody relies on it."
    assert rule.query == "SELECT patient_id\nFROM patients"
    assert rule.query_line == 7
    assert rule.enforced_by == ()


def test_enforcing_constraints_are_a_list(tmp_path: Path) -> None:
    text = RULE.replace("\n\n", "\n-- enforced_by: pk_patients,\n--   fk_visits_patient_id\n\n")
    assert read_rule(write(tmp_path, text)).enforced_by == ("pk_patients", "fk_visits_patient_id")


def test_a_metric_is_read(tmp_path: Path) -> None:
    metric = read_metric(write(tmp_path, METRIC, "figure.sql"))
    assert (metric.unit, metric.source) == ("% of patients", "a survey")
    assert (metric.low, metric.high, metric.min_rows) == (-1.5, 40.0, 100)


def test_a_metric_needs_no_band(tmp_path: Path) -> None:
    lines = METRIC.splitlines()
    text = "\n".join(line for line in lines if not line.startswith(("-- low", "-- high", "-- min_rows")))
    metric = read_metric(write(tmp_path, text, "figure.sql"))
    assert (metric.low, metric.high, metric.min_rows) == (None, None, 0)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1;",
        "select 1 -- ; in a comment",
        "SELECT ';' AS semicolon",
        "SELECT 'it''s; fine'",
        'SELECT 1 AS "semi;colon"',
        "SELECT $body$ a; b $body$",
        "SELECT 1 /* one; two\nlines */",
        "-- why\nWITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 1;\n\n-- the end",
    ],
)
def test_one_query_may_hold_semicolons_that_end_nothing(tmp_path: Path, query: str) -> None:
    header = RULE.split("\n\n", maxsplit=1)[0]
    assert read_rule(write(tmp_path, f"{header}\n\n{query}\n")).query.rstrip().startswith(query[:6])


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("-- severity: error", "-- severety: error", 3, "unknown key severety"),
        ("-- severity: error", "-- severity: fatal", 3, "severity fatal: must be error or warning"),
        ("-- severity: error\n", "", 1, "the header has no severity"),
        ("-- title: Something is broken", "-- title:", 2, "expected '-- key: value'"),
        ("-- title: Something is broken", "-- title: a\n-- title: b", 3, "title is given twice"),
        ("-- id: broken", "-- id: other", 1, "the id is other, but the file is named broken.sql"),
        ("-- id: broken\n", "SELECT 1\n", 1, "expected '-- key: value'"),
        ("-- id: broken\n", "--  continued\n", 1, "expected '-- key: value'"),
        ("SELECT patient_id", "DELETE", 7, "expected one query, which starts with SELECT or WITH"),
        ("SELECT patient_id", "-- nothing yet\n\nSELECTED patient_id", 9, "expected one query"),
        ("FROM patients\n", "FROM patients;\n\n-- and\nDELETE FROM patients\n", 11, "a second statement"),
        ("FROM patients\n", "FROM patients;\nX\n\nY\n", 9, "a second statement"),
        (
            "-- severity: error",
            "-- severity: very\n--   bad",
            3,
            "severity very bad: must be error or warning",
        ),
        ("\n\nSELECT patient_id\nFROM patients\n", "\n", 5, "the file ends before a blank line and a query"),
        ("SELECT patient_id\nFROM patients\n", "", 7, "expected one query"),
    ],
)
def test_a_broken_rule_is_explained_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in RULE
    path = write(tmp_path, RULE.replace(old, new))
    with pytest.raises(RuleFileError) as caught:
        read_rule(path)
    assert str(caught.value).startswith(f"{path}:{line}: {message}")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("-- low: -1.5", "-- low: few", 6, "low few: must be a number"),
        ("-- high: 40", "-- high: -2", 7, "high -2 is below low -1.5"),
        ("-- severity: warning", "-- severity: error", 3, "the severity of a metric is warning"),
        ("-- unit: % of patients\n", "", 1, "the header has no unit"),
        ("-- unit: % of patients", "-- enforced_by: pk_patients", 5, "unknown key enforced_by"),
    ],
)
def test_a_broken_metric_is_explained_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in METRIC
    path = write(tmp_path, METRIC.replace(old, new), "figure.sql")
    with pytest.raises(RuleFileError) as caught:
        read_metric(path)
    assert str(caught.value).startswith(f"{path}:{line}: {message}")


def test_an_empty_file_is_explained_with_its_first_line(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    with pytest.raises(RuleFileError) as caught:
        read_rule(path)
    assert str(caught.value).startswith(f"{path}:1: the file ends before a blank line and a query")


def test_an_error_without_a_line_names_the_first_line_of_the_query(tmp_path: Path) -> None:
    path = write(tmp_path, RULE)
    assert path.read_text(encoding="utf-8").splitlines()[6].startswith("SELECT")
    assert str(read_rule(path).error("it is wrong")) == f"{path}:7: it is wrong"
    assert str(read_rule(path).error("it is wrong", line=8)) == f"{path}:8: it is wrong"


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"nowhere\.sql: cannot be read"):
        read_rule(tmp_path / "nowhere.sql")
    with pytest.raises(RuleFileError, match="nowhere: there is no such folder"):
        read_rules(tmp_path / "nowhere")
    with pytest.raises(RuleFileError, match=r"the folder contains no \.sql file"):
        read_metrics(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.sql"
    path.write_bytes(b"-- id: broken\xff\n")
    with pytest.raises(RuleFileError, match="cannot be read"):
        read_rule(path)


def test_shipped_files_are_called_by_their_place_in_the_project() -> None:
    rule = read_rules()[0]
    assert str(rule.error("it is wrong", line=3)) == f"{Path('sql/rules') / rule.id}.sql:3: it is wrong"


def test_rules_and_metrics_have_names_of_their_own() -> None:
    rules, metrics = {rule.id for rule in read_rules()}, {metric.id for metric in read_metrics()}
    assert not rules & metrics


def test_every_rule_has_a_failing_example_and_no_example_is_left_over() -> None:
    failing_examples = {path.stem for path in (Path(__file__).parents[2] / "failing_examples").glob("*.sql")}
    assert failing_examples == {path.stem for path in resource("sql", "rules").glob("*.sql")}
