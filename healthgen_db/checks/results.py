"""The results of a validation: one for each rule and metric."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from healthgen_db.checks.rule_files import Check, Metric, Rule
from healthgen_db.history.datasets import Dataset


@dataclass(frozen=True)
class CheckResult:
    """The result of one check."""

    check: Check
    value: float | None
    """The number of rows that violate a rule; the value of a metric, None if no row has one."""
    rows: int | None
    """The number of rows behind the value of a metric; None if its query does not return it."""
    seconds: float
    sample: list[dict[str, Any]] = field(default_factory=list)
    """The first violating rows of a rule."""

    @property
    def kind(self) -> str:
        """Return rule or metric."""
        return "rule" if isinstance(self.check, Rule) else "metric"

    @property
    def judged(self) -> bool:
        """Return whether the check can fail. A metric without a value, a band or enough rows cannot."""
        if not isinstance(self.check, Metric):
            return True
        banded = self.check.low is not None or self.check.high is not None
        enough = self.rows is None or self.rows >= self.check.min_rows
        return banded and enough and self.value is not None

    @property
    def passed(self) -> bool:
        """Return whether no row violates the rule, or the metric is in its band (limits included) or not judged."""
        if not isinstance(self.check, Metric):
            return self.value == 0
        if not self.judged or self.value is None:
            return True
        low, high = self.check.low, self.check.high
        return (low is None or self.value >= low) and (high is None or self.value <= high)


@dataclass(frozen=True)
class NotRun:
    """A check that could not be run over Parquet files."""

    check: Check
    reason: str


@dataclass(frozen=True)
class Validation:
    """One run of rules and metrics over a dataset."""

    schema: str
    """The schema that was checked; empty for Parquet files."""
    dataset: Dataset
    started_at: datetime
    seconds: float
    results: tuple[CheckResult, ...]
    """Rules before metrics, each by id."""
    reason_not_recorded: str | None = None
    files: str | None = None
    """The place of the Parquet files, if these were checked."""
    not_run: tuple[NotRun, ...] = ()
    """The checks that have no result, because DuckDB cannot run their queries."""

    @property
    def rules(self) -> list[CheckResult]:
        """Return the results of rules."""
        return [found for found in self.results if found.kind == "rule"]

    @property
    def metrics(self) -> list[CheckResult]:
        """Return the results of metrics."""
        return [found for found in self.results if found.kind == "metric"]

    @property
    def violated(self) -> list[CheckResult]:
        """Return the violated rules of severity error, which stop a load."""
        return [found for found in self.results if not found.passed and found.check.severity == "error"]

    @property
    def warned(self) -> list[CheckResult]:
        """Return the violated rules of severity warning, and the metrics outside their band."""
        return [found for found in self.results if not found.passed and found.check.severity == "warning"]

    def run_row(self) -> dict[str, Any]:
        """Return the row of validation_runs."""
        return {
            "dataset_id": self.dataset.dataset_id,
            "started_at": self.started_at,
            "finished_at": self.started_at + timedelta(seconds=self.seconds),
            "seconds": self.seconds,
            "rules": len(self.rules),
            "metrics": len(self.metrics),
            "violations": len(self.violated),
            "warnings": len(self.warned),
        }

    def result_rows(self) -> list[dict[str, Any]]:
        """Return the rows of validation_results, without the id of the run."""
        of_check, of_result = (
            ("title", "severity", "unit", "low", "high"),
            ("kind", "value", "passed", "seconds", "sample"),
        )
        return [
            {
                "check_id": found.check.id,
                **{name: getattr(found.check, name, None) for name in of_check},
                **{name: getattr(found, name) for name in of_result},
            }
            for found in self.results
        ]
