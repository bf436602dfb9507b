"""Rule and metric files: what the headers of sql/rules and sql/metrics contain."""

from dataclasses import dataclass
from pathlib import Path

from healthgen_db.checks.sql_files import FileQuery, SqlFile, sql_files
from healthgen_db.config.resources import resource

SEVERITIES = ("error", "warning")


@dataclass(frozen=True)
class Check(FileQuery):
    """The common part of rules and metrics."""

    severity: str
    description: str


@dataclass(frozen=True)
class Rule(Check):
    """A query that returns the rows that violate a promise: first their key, then the evidence."""

    enforced_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric(Check):
    """A query that returns one row: value, and optionally n, the number of rows behind the value."""

    unit: str = ""
    source: str = ""
    low: float | None = None
    high: float | None = None
    min_rows: int = 0


def read_rules(folder: Path | None = None) -> list[Rule]:
    """Read every rule of a folder (the shipped one by default), ordered by id."""
    return [read_rule(path) for path in sql_files(folder or resource("sql", "rules"))]


def read_metrics(folder: Path | None = None) -> list[Metric]:
    """Read every metric of a folder (the shipped one by default), ordered by id."""
    return [read_metric(path) for path in sql_files(folder or resource("sql", "metrics"))]


def read_rule(path: Path) -> Rule:
    """Read one rule file. Raises RuleFileError that names file and line."""
    file = SqlFile(path, required=("id", "title", "severity", "description"), optional=("enforced_by",))
    _check_severity(file)
    return Rule(**file.common, **(file.header | {"enforced_by": file.names("enforced_by")}))


def read_metric(path: Path) -> Metric:
    """Read one metric file. Raises RuleFileError that names file and line."""
    required = ("id", "title", "severity", "description", "unit", "source")
    file = SqlFile(path, required=required, optional=("low", "high", "min_rows"))
    _check_severity(file)
    low, high, min_rows = (file.number(key) for key in ("low", "high", "min_rows"))
    if low is not None and high is not None and low > high:
        raise file.error("high", f"high {high:g} is below low {low:g}")
    if file.header["severity"] != "warning":
        raise file.error("severity", "the severity of a metric is warning: only rules can stop a load")
    numbers = {"low": low, "high": high, "min_rows": int(min_rows or 0)}
    return Metric(**file.common, **(file.header | numbers))


def _check_severity(file: SqlFile) -> None:
    severity = file.header["severity"]
    if severity not in SEVERITIES:
        raise file.error("severity", f"severity {severity}: must be {' or '.join(SEVERITIES)}")
