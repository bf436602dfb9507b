"""Differences between the SQL rules and the oracle: for each rule, the keys that only one of them finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import psycopg

from healthgen_db.checks.rule_files import Rule

from .checks import CHECKS
from .tables import Tables

__all__ = ["Comparison", "comparisons", "tables_read"]

LINK = "follow_up_of_mismatches"
# These SQL rules find the earlier visits for a condition by follow_up_of; the oracle finds them by patient, condition
# and dates. The rule above checks that both are the same. For patients who break it, these rules are not compared.
BY_COURSE = {
    "billing_followup_exceeded_first",
    "billing_overall_upward_trend_runs",
    "childbirth_first_visit_not_delivery",
    "childbirth_followup_treatment_violations",
    "course_code_changes",
    "first_visit_los_out_of_range",
    "followup_gap_gt180_days",
    "followup_los_gt2_by_condition",
    "harmful_in_pregnancy",
    "same_condition_followup_doc_hosp_mismatches",
    "same_day_not_allowed",
}
# If two visits have one number, or one visit has two bills, no order between them is defined.
BY_ORDER = BY_COURSE | {LINK, "visits_out_of_order"}
BY_CHARGE = {"billing_overall_upward_trend_runs"}
# This rule reads a patient's bills in the order of the visits, but no visits.
BY_BILL = {"billing_dates_out_of_order"}


@dataclass(frozen=True)
class Comparison:
    """What the SQL rule and the oracle find for one rule."""

    rule_id: str
    only_sql: frozenset[object]
    only_here: frozenset[object]
    both: frozenset[object]

    @property
    def agreed(self) -> bool:
        """Whether both find the same keys."""
        return not self.only_sql | self.only_here

    def __str__(self) -> str:
        """Return the keys that only one of them finds."""
        only = {"SQL": self.only_sql, "the oracle": self.only_here}
        told = [f"only {who} finds {sorted(keys, key=str)[:10]}" for who, keys in only.items() if keys]
        return f"{self.rule_id}: {'; '.join(told) or 'agreed'}"


def comparisons(
    connection: psycopg.Connection, tables: Tables, rules: Iterable[Rule]
) -> Iterator[Comparison]:
    """Compare every SQL rule with the oracle. The tables were read from the database of the connection."""
    unclear = _Unclear.of(tables)
    for rule in rules:
        cursor = connection.execute(rule.query.encode())
        by_sql = {row[0] for row in cursor.fetchall()}
        here = set(CHECKS[rule.id](tables).to_list())
        if by_sql | here:
            key = cursor.description[0].name if cursor.description else ""
            skipped = unclear.keys(rule.id, key, tables)
            by_sql, here = by_sql - skipped, here - skipped
        yield Comparison(
            rule.id, frozenset(by_sql - here), frozenset(here - by_sql), frozenset(by_sql & here)
        )


def tables_read(connection: psycopg.Connection, tables: Tables, rule: Rule) -> set[str]:
    """Return the tables that the SQL rule or the oracle reads. While these stay as they are, so does what both find."""
    noted = _Noted(tables.raw)
    CHECKS[rule.id](Tables(noted))
    plan = connection.execute(f"EXPLAIN (FORMAT JSON) {rule.query}".encode()).fetchone()
    return noted.names | set(_relations(plan))


class _Noted(dict[str, pl.DataFrame]):
    """Tables that note which of them are read."""

    def __init__(self, raw: Mapping[str, pl.DataFrame]) -> None:
        super().__init__(raw)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> pl.DataFrame:
        self.names.add(name)
        return super().__getitem__(name)


def _relations(plan: Any) -> Iterator[str]:
    """Yield the tables in a plan of EXPLAIN."""
    if isinstance(plan, dict):
        if "Relation Name" in plan:
            yield plan["Relation Name"]
        plan = plan.values()
    if not isinstance(plan, str):
        for part in plan if isinstance(plan, Iterable) else ():
            yield from _relations(part)


@dataclass(frozen=True)
class _Unclear:
    """The patients for whom the result of some rules is not defined."""

    by_course: pl.Series
    by_order: pl.Series
    by_charge: pl.Series

    @classmethod
    def of(cls, tables: Tables) -> _Unclear:
        visits, billed = tables["visits"], tables.billing["visit_id"]

        def patients(of: pl.Series) -> pl.Series:
            return visits.filter(pl.col("visit_id").is_in(of.implode()))["patient_id"].unique()

        numbers = visits["visit_id"]
        return cls(
            by_course=patients(CHECKS[LINK](tables)),
            by_order=patients(numbers.filter(numbers.is_duplicated())),
            by_charge=patients(billed.filter(billed.is_duplicated())),
        )

    def keys(self, rule_id: str, key: str, tables: Tables) -> set[object]:
        """Return the keys that are not compared: patients or visits, as in the rule."""
        sets = {"by_course": BY_COURSE, "by_order": BY_ORDER, "by_charge": BY_CHARGE}
        if rule_id in BY_BILL:
            bills = tables.billing
            unclear = bills.filter(pl.col("visit_id").is_duplicated())["patient_id"].unique()
            return set(bills.filter(pl.col("patient_id").is_in(unclear.implode()))["visit_id"].to_list())
        series = [getattr(self, name) for name, rules in sets.items() if rule_id in rules]
        if not series:
            return set()
        visits = tables["visits"]
        found = visits.filter(pl.col("patient_id").is_in(pl.concat(series).unique().implode()))
        return set(found[key].to_list())
