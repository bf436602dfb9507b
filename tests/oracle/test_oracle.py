"""The SQL rules and the independent oracle in polars agree on clean and on corrupted data.

Which corruptions there are follows from a seed, which is printed: HEALTHGEN_CORRUPTION_SEED gives it (else it follows
from the seed of pytest-randomly), HEALTHGEN_CORRUPTIONS how many of them.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from polars.testing import assert_frame_equal

from healthgen_db.checks.rule_files import read_rules
from healthgen_db.export.flat_files import export
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress

from .changes import Rows
from .checks import CHECKS
from .comparison import comparisons, tables_read
from .corruptions import KINDS, planned
from .tables import Tables, read_csv, read_tables

SCHEMA = "healthcare"
RULES = read_rules()
RELINK = (Path(__file__).parent / "relink.sql").read_bytes()


def test_every_rule_is_read_twice() -> None:
    assert set(CHECKS) == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    "options",
    [
        {"seed": 11},
        {"seed": 12},
        {"seed": 13, "origin": date(2024, 6, 30)},
        {"seed": 14, "hospital_state": "NY", "hospital_name": "Mercy", "local_top_n": 40},
        {"seed": 15, "hospital_state": "OH", "population": "clinic"},
    ],
    ids=["nationwide 11", "nationwide 12", "newcomers", "one hospital", "clinic"],
)
def test_readings_agree_that_clean_data_is_clean(
    loaded: Callable[..., AbstractContextManager[str]], options: dict[str, object], tmp_path: Path
) -> None:
    with (
        loaded(patients=400, **options) as dsn,
        contextlib.closing(connect(dsn, schema=SCHEMA)) as connection,
    ):
        tables = Tables(read_tables(connection))
        assert [rule.id for rule in RULES if connection.execute(rule.query.encode()).fetchone()] == []
        assert [rule_id for rule_id, check in CHECKS.items() if check(tables).len()] == []
        files = export(dsn, SCHEMA, tmp_path, progress=Progress())
    # The checks read the rows of the flat files, so this also tests the files.
    people = tables.patients.select("patient_id", "name", "gender")
    read = {
        "patients": tables.patients,
        "visits": tables.visits.join(people, on="patient_id"),
        "billing": tables.billing,
    }
    for name, path in files.items():
        exported = read_csv(path.read_bytes())
        assert_frame_equal(read[name].select(exported.columns), exported, check_row_order=False)


def test_readings_agree_on_corrupted_data(corruptible: psycopg.Connection) -> None:
    seed = int(os.environ.get("HEALTHGEN_CORRUPTION_SEED") or random.getrandbits(32))
    count = int(os.environ.get("HEALTHGEN_CORRUPTIONS") or 100)
    print(f"HEALTHGEN_CORRUPTION_SEED={seed} HEALTHGEN_CORRUPTIONS={count}")
    clean = Tables(read_tables(corruptible))
    assert not any(found.both or not found.agreed for found in comparisons(corruptible, clean, RULES))
    reads = {rule.id: tables_read(corruptible, clean, rule) for rule in RULES}
    fired: Counter[str] = Counter()
    disagreements = []
    for number, (name, changes) in enumerate(planned(seed, count, Rows(clean))):
        changed = {change.table for change in changes}
        with corruptible.transaction(force_rollback=True):
            for change in changes:
                change.apply(corruptible)
            # In every second run follow_up_of is corrected, because without it fewer rules can be compared.
            if number % 2:
                corruptible.execute(RELINK)
                changed.add("visits")
            tables = clean.changed(read_tables(corruptible, changed))
            # What the other rules find is the same as in the clean tables: nothing.
            rules = [rule for rule in RULES if reads[rule.id] & changed]
            for comparison in comparisons(corruptible, tables, rules):
                fired[comparison.rule_id] += bool(comparison.both)
                if not comparison.agreed:
                    done = "; ".join(map(str, changes))
                    disagreements.append(f"{number} ({name}): {comparison}\n    {done}")
    assert not disagreements, f"seed {seed}, {len(disagreements)} disagreements:\n" + "\n".join(
        disagreements[:20]
    )
    # With fewer corruptions than kinds, some rules find nothing.
    if count >= len(KINDS):
        assert [rule.id for rule in RULES if not fired[rule.id]] == [], f"never fired with seed {seed}"
