"""A load at a later today than origin: newcomers are rows, units and progress like the patients 1 to N."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest

from healthgen_db.export.status import status
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Advance, Progress
from tests.db.loading.killed import run_until_killed

ORIGIN, TODAY = date(2026, 6, 30), date(2027, 12, 31)
SEED, PATIENTS, BLOCK = 2, 60, 10
# Three tables for each unit: this call copies patients of the first unit of newcomers.
FIRST_NEWCOMERS = f"CALL=copy_rows:{PATIENTS // BLOCK * 3 + 1}"
# The tables with their keys, and the columns that are read as of today; all others of a row never change.
AS_OF_TODAY: dict[str, tuple[str, set[str]]] = {
    "visits": ("visit_id", set()),
    "billing": ("billing_id", {"actual_payment_date", "payment_status"}),
    "patients": (
        "patient_id",
        {"age", "left_on", "date_of_death", "insurance_provider_id", "insurance_policy_number"},
    ),
}

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Whole = tuple[LoadResult, str, "Totals"]


class Totals(Progress):
    """Progress that remembers how much a phase has to do, and how much of it was done."""

    def __init__(self) -> None:
        self.total: dict[str, int | None] = {}
        self.done: dict[str, int] = {}

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        del unit
        self.total[name] = total
        return self._phase(name)

    @contextmanager
    def _phase(self, name: str) -> Iterator[Advance]:
        def advance(done: int) -> None:
            self.done[name] = self.done.get(name, 0) + done

        yield advance


@pytest.fixture(scope="module")
def whole(databases: Callable[..., AbstractContextManager[str]], run_load: RunLoad) -> Iterator[Whole]:
    """Give the result, the DSN and the progress of a load with newcomers that nothing interrupts."""
    progress = Totals()
    with databases(empty=True) as dsn:
        yield run_load(dsn, seed=SEED, origin=ORIGIN, today=TODAY, progress=progress), dsn, progress


def test_newcomers_have_ids_after_the_patients_and_registered_after_origin(
    whole: Whole, query: Query
) -> None:
    result, dsn, _ = whole
    registered = (
        "SELECT min(patient_id), max(patient_id), count(*), bool_and({}) FROM patients WHERE patient_id {}"
    )
    [first] = query(dsn, registered.format(f"registered_on <= DATE '{ORIGIN}'", f"<= {PATIENTS}"))
    [later] = query(
        dsn,
        registered.format(f"registered_on BETWEEN DATE '{ORIGIN}' + 1 AND DATE '{TODAY}'", f"> {PATIENTS}"),
    )
    last = result.rows["patients"]
    assert first == (1, PATIENTS, PATIENTS, True)
    assert later == (PATIENTS + 1, last, last - PATIENTS, True)


def test_rows_status_and_progress_count_the_newcomers(whole: Whole, query: Query) -> None:
    result, dsn, progress = whole
    patients = result.rows["patients"]
    assert patients > PATIENTS
    assert [(patients,)] == query(dsn, "SELECT count(*) FROM patients")
    assert [(result.rows,)] == query(dsn, "SELECT rows FROM datasets")
    assert query(dsn, "SELECT max(last_id), sum((rows ->> 'patients')::int) FROM load_blocks") == [
        (patients, patients)
    ]
    assert (progress.total["copy"], progress.done["copy"]) == (patients, patients)
    dataset = status(dsn, "healthcare").dataset
    assert dataset is not None
    assert dataset.rows == result.rows
    assert (dataset.origin, dataset.today) == (ORIGIN, TODAY)


def test_prices_are_there_for_each_month_and_1_at_origin(whole: Whole, query: Query) -> None:
    _, dsn, _ = whole
    months = "SELECT count(*), min(month), max(month) FROM price_index"
    [(count, first, last)] = query(dsn, months)
    assert (count, first, last) == (72, date(2022, 1, 1), date(2027, 12, 1))
    assert query(dsn, "SELECT price FROM price_index WHERE month = '2026-06-01'") == [(1,)]
    rises = "SELECT price > lag(price) OVER (ORDER BY month) AS rises FROM price_index"
    assert query(dsn, f"SELECT bool_and(rises) FROM ({rises}) AS p") == [(True,)]


def test_a_load_killed_among_the_newcomers_goes_on(
    empty_dsn: str, run_load: RunLoad, query: Query, whole: Whole
) -> None:
    run_until_killed(empty_dsn, str(SEED), "1", FIRST_NEWCOMERS, "0", TODAY.isoformat())
    stopped = status(empty_dsn, "healthcare").load
    assert stopped is not None
    assert stopped.rows["patients"] == PATIENTS
    result = run_load(empty_dsn, seed=SEED, origin=ORIGIN, today=TODAY)
    assert result.resumed
    assert (result.rows, result.fingerprint) == (whole[0].rows, whole[0].fingerprint)
    units = query(empty_dsn, "SELECT work_unit, last_id FROM load_blocks ORDER BY 1")
    assert units[:7] == [(first, first + BLOCK - 1) for first in range(1, PATIENTS + BLOCK, BLOCK)]


def test_advancing_past_65th_birthdays_keeps_all_rows_and_changes_the_payer_of_today(
    databases: Callable[..., AbstractContextManager[str]], run_load: RunLoad, query: Query
) -> None:
    patients = {"patients": 400, "seed": SEED, "origin": ORIGIN, "how": {"block_size": 200}}
    with databases(empty=True) as first_dsn, databases(empty=True) as later_dsn:
        run_load(first_dsn, today=ORIGIN, **patients)
        run_load(later_dsn, today=TODAY, **patients)
        for table, (key, as_of_today) in AS_OF_TODAY.items():
            first, later = (_rows_by_key(query, dsn, table, key) for dsn in (first_dsn, later_dsn))
            pairs = [(row, later[number]) for number, row in first.items()]
            changed = {column for then, now in pairs for column in then if then[column] != now[column]}
            assert changed == as_of_today, table
        kinds: dict[int, str] = dict(
            query(later_dsn, "SELECT insurance_provider_id, kind FROM insurance_providers")
        )
    # pairs: the patients
    payer = "insurance_provider_id"
    new_payers = [(then, now) for then, now in pairs if then[payer] != now[payer]]
    assert new_payers
    for then, now in new_payers:
        assert then["age"] < 65 <= now["age"]
        assert kinds[now[payer]] == "Medicare"


def _rows_by_key(query: Query, dsn: str, table: str, key: str) -> dict[int, dict[str, Any]]:
    """Return the rows of a table by their key."""
    return {row[key]: row for (row,) in query(dsn, f"SELECT to_jsonb(t) FROM {table} AS t")}
