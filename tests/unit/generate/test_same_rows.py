"""The first three promises: same inputs same rows, growing only appends, advancing equals regenerating."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.config.options import Config
from healthgen_db.generate.block import Block, compute_block
from healthgen_db.stages.work_units import work_units_of
from healthgen_db.world.world import build_world

TABLES = ("patients", "visits", "billing")
TODAY = date(2026, 6, 30)


def tables(block: Block) -> dict[str, pa.Table]:
    return {name: pa.Table.from_batches([getattr(block, name)]) for name in TABLES}


def dataset(
    size: int = 16_384, *, patients: int, seed: int = 3, today: date = TODAY, origin: date = TODAY
) -> dict[str, pa.Table]:
    """Compute a whole dataset in blocks of a size, the last block first."""
    world = build_world(Config(patients=patients, seed=seed, today=today, origin=origin))
    parts = [
        tables(compute_block(world, unit.first, unit.last))
        for unit in reversed(work_units_of(1, patients, size))
    ]
    return {
        name: pa.concat_tables([part[name] for part in reversed(parts)]).combine_chunks() for name in TABLES
    }


def of_patients(table: pa.Table, last_patient: int) -> pa.Table:
    return table.filter(pc.less_equal(table["patient_id"], last_patient)).combine_chunks()


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), size=st.integers(1, 400))
def test_blocks_of_any_size_in_any_order_give_the_same_rows(seed: int, size: int) -> None:
    assert dataset(size, patients=300, seed=seed) == dataset(300, patients=300, seed=seed)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), fewer=st.integers(1, 200), more=st.integers(201, 2_000))
def test_growing_only_appends(seed: int, fewer: int, more: int) -> None:
    small, large = dataset(patients=fewer, seed=seed), dataset(patients=more, seed=seed)
    for name in TABLES:
        assert of_patients(large[name], fewer).equals(small[name]), name


def test_patient_17_is_the_same_in_small_and_large_datasets() -> None:
    small, large = dataset(patients=100), dataset(patients=10_000)
    for name in TABLES:
        assert of_patients(large[name], 100).equals(small[name]), name
        assert small[name].filter(pc.equal(small[name]["patient_id"], 17)).num_rows > 0


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), days=st.integers(1, 1_600))
def test_a_later_today_adds_rows_and_changes_only_values_as_of_today(seed: int, days: int) -> None:
    earlier = TODAY - timedelta(days=days)
    before = dataset(patients=200, seed=seed, today=earlier, origin=earlier)
    after = dataset(patients=200, seed=seed, today=TODAY, origin=earlier)
    as_of_today = {"patients": ["age"], "visits": [], "billing": ["actual_payment_date", "payment_status"]}
    for name, key in (("patients", "patient_id"), ("visits", "visit_id"), ("billing", "billing_id")):
        old, new = before[name], after[name]
        still_there = new.filter(pc.is_in(new[key], old[key].combine_chunks()))
        assert still_there.drop_columns(as_of_today[name]).equals(old.drop_columns(as_of_today[name])), name
    added = after["billing"].filter(
        pc.invert(pc.is_in(after["billing"]["billing_id"], before["billing"]["billing_id"].combine_chunks()))
    )
    assert all(day > earlier for day in added["billing_date"].to_pylist())
    paid = before["billing"].filter(pc.is_valid(before["billing"]["actual_payment_date"]))
    also = after["billing"].filter(
        pc.is_in(after["billing"]["billing_id"], paid["billing_id"].combine_chunks())
    )
    assert also["actual_payment_date"].equals(paid["actual_payment_date"])


@pytest.mark.parametrize("today", [date(2022, 1, 1), date(2022, 1, 5), date(2024, 2, 29), TODAY])
def test_nothing_happens_after_today(today: date) -> None:
    for table in dataset(patients=3_000, today=today, origin=today).values():
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
