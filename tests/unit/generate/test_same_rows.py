"""The first three promises: same inputs same rows, growing only appends, advancing equals regenerating."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healthgen_db.config.options import Config
from healthgen_db.generate.block import compute_block
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.world.ages import SENIOR_AGE
from healthgen_db.world.world import build_world
from tests.unit.generate.datasets import KEYS, Tables, dataset, of_patients, tables_of

TODAY = date(2026, 6, 30)
SEEDS = st.integers(0, 2**63 - 1)
# Starts in mid-month, and windows of one to ten years before origin.
STARTS = st.dates(date(2010, 1, 2), date(2016, 6, 30))
WINDOWS = st.integers(365, 3_652)
# What is read as of today; everything else never changes.
AS_OF_TODAY = {
    "patients": ["age", "left_on", "date_of_death", "insurance_provider_id", "insurance_policy_number"],
    "visits": [],
    "billing": ["payment_status", "actual_payment_date"],
}
# Dates that are null until they come.
DEPARTURES = (("patients", "left_on"), ("patients", "date_of_death"))
PENDING = (*DEPARTURES, ("billing", "actual_payment_date"))


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, start=STARTS, window=WINDOWS, size=st.integers(1, 60))
def test_blocks_of_any_size_in_any_order_give_the_same_rows(
    seed: int, start: date, window: int, size: int
) -> None:
    origin = start + timedelta(days=window)
    config = Config(patients=40, seed=seed, start=start, origin=origin, today=origin + timedelta(days=700))
    world = build_world(config)
    whole = tables_of(world)
    assert whole["patients"].num_rows > 40
    assert tables_of(world, size) == whole
    # 17 does not divide 40, so one of these blocks has patients of N and newcomers
    assert tables_of(world, 17) == whole


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, start=STARTS, window=WINDOWS, fewer=st.integers(1, 200), more=st.integers(201, 2_000))
def test_growing_only_appends(seed: int, start: date, window: int, fewer: int, more: int) -> None:
    today = start + timedelta(days=window)
    options: dict[str, Any] = {"seed": seed, "start": start, "origin": today, "today": today}
    small, large = dataset(patients=fewer, **options), dataset(patients=more, **options)
    assert small["patients"].num_rows == fewer
    assert large["patients"].num_rows == more
    for name in KEYS:
        assert of_patients(large[name], fewer).equals(small[name]), name


def test_patient_17_is_the_same_in_small_and_large_datasets() -> None:
    blocks = [
        compute_block(build_world(Config(patients=patients, seed=3, today=TODAY, origin=TODAY)), 1, 30)
        for patients in (30, 10_000_000)
    ]
    for name in KEYS:
        small, large = (getattr(block, name) for block in blocks)
        assert large.equals(small), name
        assert small.num_rows >= 30
        assert name != "patients" or small.filter(pc.equal(small["patient_id"], 17)).num_rows == 1


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, start=STARTS, window=WINDOWS, since=st.integers(0, 500), days=st.integers(1, 1_500))
@example(seed=1, start=date(2022, 1, 17), window=365, since=0, days=1)
@example(seed=2, start=date(2016, 7, 1), window=3_652, since=0, days=30)
@example(seed=3, start=date(2021, 11, 9), window=1_500, since=0, days=400)
@example(seed=4, start=date(2022, 1, 1), window=1_641, since=200, days=30)
def test_a_later_today_adds_rows_and_changes_only_values_as_of_today(
    seed: int, start: date, window: int, since: int, days: int
) -> None:
    origin = start + timedelta(days=window)
    earlier = origin + timedelta(days=since)
    later = earlier + timedelta(days=days)
    options: dict[str, Any] = {"patients": 150, "seed": seed, "start": start, "origin": origin}
    before, after = dataset(**options, today=earlier), dataset(**options, today=later)
    for name, key in KEYS.items():
        kept = rows_of(after[name], before[name][key])
        assert kept.drop_columns(AS_OF_TODAY[name]).equals(before[name].drop_columns(AS_OF_TODAY[name])), name
    assert before["patients"]["patient_id"].to_pylist() == list(range(1, before["patients"].num_rows + 1))
    assert after["patients"]["patient_id"].to_pylist() == list(range(1, after["patients"].num_rows + 1))
    check_newcomers(before, 150, origin, earlier)
    check_newcomers(after, 150, origin, later)
    check_added_visits(before, after, earlier)
    check_what_came(before, after, earlier, later)
    check_payers(before, after)


def rows_of(table: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Return the rows of a table with these keys. The first column of every table is its key."""
    return table.filter(pc.is_in(table[table.column_names[0]], keys.combine_chunks()))


def check_newcomers(found: Tables, patients: int, origin: date, today: date) -> None:
    """Fail unless exactly the patients after N have registered after origin, and by today, in the order of ids."""
    registered = found["patients"]["registered_on"].to_pylist()
    assert max(registered[:patients]) <= origin
    assert registered[patients:] == sorted(registered[patients:])
    assert all(origin < day <= today for day in registered[patients:])


def check_added_visits(before: Tables, after: Tables, earlier: date) -> None:
    """Fail unless visits are added at the end of each patient's visits, and were billed after the earlier today."""
    for found in (before, after):
        # the last two digits of a visit_id count the visits of the patient
        visit = found["visits"]["visit_id"].to_numpy()
        assert ((np.diff(visit) == 1) | (visit[1:] % 100 == 1)).all()
    old = pc.is_in(after["billing"]["billing_id"], before["billing"]["billing_id"].combine_chunks())
    added = after["billing"].filter(pc.invert(old))
    assert all(day > earlier for day in added["billing_date"].to_pylist())


def check_what_came(before: Tables, after: Tables, earlier: date, later: date) -> None:
    """Fail unless dates that were known stay, and those that came lie between the two todays."""
    for table, column in PENDING:
        known = before[table][column].to_pylist()
        now = rows_of(after[table], before[table][KEYS[table]])[column].to_pylist()
        for old, new in zip(known, now, strict=True):
            assert new == old or (old is None and earlier < new <= later), (table, column, old, new)


def check_payers(before: Tables, after: Tables) -> None:
    """Fail unless patients keep their payer and policy number, but for those who turn 65."""
    old, new = before["patients"], rows_of(after["patients"], before["patients"]["patient_id"])
    same = pc.invert(pc.and_(pc.less(old["age"], SENIOR_AGE), pc.greater_equal(new["age"], SENIOR_AGE)))
    for column in ("insurance_provider_id", "insurance_policy_number"):
        assert old[column].filter(same).equals(new[column].filter(same)), column


def test_newcomers_come_with_a_later_today_and_the_clock_does_not_change_their_number() -> None:
    origin = date(2024, 5, 15)
    last = [
        last_registered(
            build_world(Config(patients=5_000, seed=6, origin=origin, today=origin + timedelta(days)))
        )
        for days in (0, 1, 30, 400, 800)
    ]
    assert last[0] == 5_000
    assert last == sorted(last)
    # 800 days have twice the newcomers of 400, but for chance: about 800 newcomers and 28 more or fewer
    assert (last[4] - 5_000) / (last[3] - 5_000) == pytest.approx(2, abs=0.25)


@pytest.mark.parametrize(
    ("origin", "today"),
    [
        (date(2022, 1, 1), date(2022, 1, 1)),
        (date(2022, 1, 5), date(2022, 1, 5)),
        (date(2024, 2, 29), date(2024, 3, 1)),
        (date(2023, 10, 31), TODAY),
        (TODAY, TODAY),
    ],
)
def test_nothing_happens_after_today(origin: date, today: date) -> None:
    for table in dataset(patients=2_000, seed=3, origin=origin, today=today).values():
        for column in table.column_names:
            if pa.types.is_date(table[column].type) and column != "expected_payment_date":
                latest = pc.max(table[column]).as_py()
                assert latest is None or latest <= today, column


def test_another_process_with_another_hash_seed_gives_the_same_rows() -> None:
    code = (
        "from datetime import date; import hashlib;"
        "from healthgen_db.config.options import Config; from healthgen_db.world.world import build_world;"
        "from healthgen_db.generate.block import compute_block;"
        "day = date(2026, 6, 30);"
        "block = compute_block(build_world(Config(seed=9, today=day, origin=day)), 1, 50);"
        "print([hashlib.sha256(str(getattr(block, n).to_pydict()).encode()).hexdigest()"
        " for n in ('patients', 'visits', 'billing')])"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Anchorage"))
    ]
    assert answers[0] == answers[1]
    assert len(answers[0]) > 190
