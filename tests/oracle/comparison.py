"""Where the two readings of the rules differ: the keys that only one of them finds, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl
import psycopg

from healthgen_db.checks.rule_files import Rule

from .checks import CHECKS
from .tables import Tables

__all__ = ["Judgement", "judgements"]

LINK = "follow_up_of_mismatches"
# The SQL rules take the course of a patient's condition from follow_up_of, which the rule above holds to what this
# reading takes it from: patient, condition and dates. Where that rule is broken, they speak of different courses.
BY_COURSE = {
    "billing_followup_exceeded_first",
    "billing_overall_upward_trend_runs",
    "childbirth_first_visit_not_delivery",
    "childbirth_followup_treatment_violations",
    "first_visit_los_out_of_range",
    "followup_los_gt2_by_condition",
    "same_condition_followup_doc_hosp_mismatches",
    "same_day_not_allowed",
}
# Which of two visits under one number came first is anybody's guess, and so is which of two bills is a visit's charge.
BY_ORDER = BY_COURSE | {LINK, "visits_out_of_order"}
BY_CHARGE = {"billing_overall_upward_trend_runs"}


@dataclass(frozen=True)
class Judgement:
    """What the two readings say of one rule."""

    rule_id: str
    only_sql: frozenset[object]
    only_here: frozenset[object]
    both: frozenset[object]

    @property
    def agreed(self) -> bool:
        """Whether neither finds what the other does not."""
        return not self.only_sql | self.only_here

    def __str__(self) -> str:
        """Return what only one of the readings finds."""
        only = {"SQL": self.only_sql, "the second reading": self.only_here}
        told = [f"only {who} finds {sorted(keys, key=str)[:10]}" for who, keys in only.items() if keys]
        return f"{self.rule_id}: {'; '.join(told) or 'agreed'}"


def judgements(connection: psycopg.Connection, tables: Tables, rules: Iterable[Rule]) -> Iterator[Judgement]:
    """Judge what is in the database, which the tables were read from, by every rule, both ways."""
    unclear = _Unclear.of(tables)
    for rule in rules:
        cursor = connection.execute(rule.query.encode())
        by_sql = {row[0] for row in cursor.fetchall()}
        here = set(CHECKS[rule.id](tables).to_list())
        if by_sql | here:
            key = cursor.description[0].name if cursor.description else ""
            skipped = unclear.keys(rule.id, key, tables)
            by_sql, here = by_sql - skipped, here - skipped
        yield Judgement(rule.id, frozenset(by_sql - here), frozenset(here - by_sql), frozenset(by_sql & here))


@dataclass(frozen=True)
class _Unclear:
    """The patients of whom some rules cannot say anything that must be so."""

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
        """Return the keys not to compare, patients or visits as the rule has it."""
        sets = {"by_course": BY_COURSE, "by_order": BY_ORDER, "by_charge": BY_CHARGE}
        series = [getattr(self, name) for name, rules in sets.items() if rule_id in rules]
        if not series:
            return set()
        visits = tables["visits"]
        found = visits.filter(pl.col("patient_id").is_in(pl.concat(series).unique().implode()))
        return set(found[key].to_list())
