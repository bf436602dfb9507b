"""Messy tables: every fault changes its cell and is undone by its record, wherever and however often it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource
from healthgen_db.generate.block import compute_block
from healthgen_db.messy.corrupt import messy_batches
from healthgen_db.messy.fault_file import FaultFile, Way, load_faults
from healthgen_db.messy.flat_text import FlatTables
from healthgen_db.messy.rewrites import functions, rewrite
from healthgen_db.stages.work_units import work_units_of
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.data_files import checked, read_toml
from healthgen_db.world.world import World, build_world

TODAY = date(2026, 6, 30)
KEYS = {"patients_flat": "patient_id", "visits_flat": "visit_id", "billing_flat": "billing_id"}

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


def world(*, patients: int = 60, seed: int = 3, messy: float = 0.05) -> World:
    return build_world(Config(patients=patients, seed=seed, today=TODAY, messy=messy))


def clean(made: World) -> Tables:
    rows = FlatTables(made).rows(compute_block(made, 1, made.config.patients))
    return {table: batch.to_pylist() for table, batch in rows.items()}


def messy(made: World, size: int = 16_384) -> Tables:
    """Return the messy tables and the record of a dataset, computed in blocks of a size, sorted."""
    found: Tables = {table: [] for table in (*KEYS, "messy_changes")}
    for unit in reversed(work_units_of(1, made.config.patients, size)):
        for table, batch in messy_batches(made, compute_block(made, unit.first, unit.last)):
            found[table] += batch.to_pylist()
    keys = {**KEYS, "messy_changes": "change_id"}
    return {table: sorted(rows, key=lambda row: int(row[keys[table]])) for table, rows in found.items()}


def undone(found: Tables) -> Tables:
    """Return the messy tables as they are after every fault was taken back, one by one."""
    rows = {(table, int(row[key])): dict(row) for table, key in KEYS.items() for row in found[table]}
    copies = [(table, int(row[key])) for table, key in KEYS.items() for row in found[table]]
    for change in found["messy_changes"]:
        place = (change["table_name"], change["row_key"])
        if change["column_name"] is None:
            assert (change["kind"], change["clean_value"], change["dirty_value"]) == (
                "duplicate_row",
                "1",
                "2",
            )
            copies.remove(place)
        else:
            assert rows[place][change["column_name"]] == change["dirty_value"] != change["clean_value"]
            rows[place][change["column_name"]] = change["clean_value"]
    assert sorted(copies) == sorted(rows)
    return {table: [row for (name, _), row in rows.items() if name == table] for table in KEYS}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**63 - 1),
    rate=st.one_of(st.sampled_from([0.0, 0.05, 1.0]), st.floats(0, 1)),
    patients=st.integers(1, 25),
)
def test_undoing_the_record_gives_the_flat_tables(seed: int, rate: float, patients: int) -> None:
    made = world(patients=patients, seed=seed, messy=rate)
    found = messy(made)
    assert undone(found) == clean(made)
    numbers = [change["change_id"] for change in found["messy_changes"]]
    cells = {(c["table_name"], c["row_key"], c["column_name"]) for c in found["messy_changes"]}
    assert len(set(numbers)) == len(cells) == len(numbers)


def test_a_rate_of_0_changes_nothing_and_a_rate_of_1_everything() -> None:
    assert messy(world(messy=0))["messy_changes"] == []
    made = world(messy=1)
    cells = sum(len(rows) * len(rows[0]) for rows in clean(made).values())
    assert len(messy(made)["messy_changes"]) == cells
    for table, rows in messy(made).items():
        if table in KEYS:
            assert rows[::2] == rows[1::2]


def test_the_share_of_touched_cells_and_rows_is_the_rate() -> None:
    made = world(patients=800, messy=0.05)
    rows = clean(made)
    changes = messy(made)["messy_changes"]
    cells = sum(len(own) * (len(own[0]) - 1) for own in rows.values())
    doubled = [change for change in changes if change["column_name"] is None]
    # Four standard deviations: 130,000 cells, 9,000 rows.
    assert (len(changes) - len(doubled)) / cells == pytest.approx(0.05, abs=0.0025)
    assert len(doubled) / sum(map(len, rows.values())) == pytest.approx(0.05, abs=0.01)


def test_blocks_of_any_size_give_the_same_messy_rows() -> None:
    made = world(messy=0.3)
    assert messy(made, size=7) == messy(made, size=60)


def test_growing_only_appends() -> None:
    small, large = messy(world(patients=20)), messy(world(patients=50))
    for table, key in KEYS.items():
        assert small[table], table
        assert large[table][: len(small[table])] == small[table]
        last = int(small[table][-1][key])
        few, many = (
            [change for change in found["messy_changes"] if change["table_name"] == table]
            for found in (small, large)
        )
        assert few == [change for change in many if change["row_key"] <= last]


def test_a_greater_rate_keeps_the_faults_of_a_smaller_one() -> None:
    few, many = (messy(world(messy=rate))["messy_changes"] for rate in (0.05, 0.4))
    assert len(few) > 100
    assert {tuple(change.values()) for change in few} < {tuple(change.values()) for change in many}


def test_another_seed_gives_other_faults() -> None:
    one, other = (messy(world(seed=seed))["messy_changes"] for seed in (1, 2))
    assert {change["change_id"] for change in one} != {change["change_id"] for change in other}


@cache
def cells() -> dict[str, set[str]]:
    """Give the clean cells of each kind of column, and some that only pools of other places have."""
    found: dict[str, set[str]] = {"place": {"Cañon City"}, "person": {"O'Brien", "Mary-Ann"}, "null": {""}}
    for table, rows in clean(world(patients=300)).items():
        for column, kind in load_faults().columns[table].items():
            found.setdefault(kind, set()).update(row[column] for row in rows if row[column] is not None)
    return found


def ways() -> Iterator[Any]:
    for kind, entry in load_faults().kinds.items():
        for number, way in enumerate(entry.rewrites):
            yield pytest.param(kind, way, id=f"{kind}-{number}")


@pytest.mark.parametrize(("kind", "way"), list(ways()))
def test_every_way_of_every_kind_changes_some_cell(kind: str, way: Any) -> None:
    spoil = rewrite(way, functions(load_catalog()))
    lists = [column for column, shares in load_faults().faults.items() if kind in shares]
    texts = sorted(set().union(*(cells()[column] for column in lists)))
    spoilt = spoil(pa.array(texts)).to_pylist()
    assert None not in spoilt
    assert spoilt != texts


SPOILT = {
    "date_format": ("2024-03-05", "2024/03/05", "03/05/2024", "3/5/2024", "05.03.2024", "20240305"),
    "date_serial": ("2024-03-05", "45356"),
    "day_month_swapped": ("2024-03-05", "2024-05-03"),
    "thousands_separators": ("1234567.50", "1,234,567.50", "1 234 567.50", "1'234'567.50"),
    "currency": ("1234.50", "$1234.50", "1234.50 USD", "$ 1,234.50"),
    "phone_format": ("(206) 555-0520", "2065550520", "206-555-0520", "206.555.0520", "+1 206 555 0520"),
    "state_name": ("NY", "New York", "N.Y."),
    "misspelt_state": ("NY", "New Yokr"),
    "mojibake": ("Cañon City", "CaÃ±on City", "CañonÂ\u00a0City"),
    "name_order": ("Ms. Ana Cruz", "Cruz, Ms. Ana"),
    "code_form": ("O+", "O +", "O pos", "0+"),
    "identifier_form": ("123403", "123,403", "123403.0", "000123403", "#123403"),
    "leading_zero_lost": ("02138", "2138"),
    "email_form": ("a.b1@example.com", "a.b1 at example.com", "a.b1@example,com", "mailto:a.b1@example.com"),
    "missing": ("Mild", "", "N/A", "unknown"),
    "null_marker": ("", "N/A", "NULL"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_what_faults_look_like(kind: str) -> None:
    text, *expected = SPOILT[kind]
    calls = functions(load_catalog())
    found = [rewrite(way, calls)(pa.array([text]))[0].as_py() for way in load_faults().kinds[kind].rewrites]
    assert set(expected) <= set(found)


UNCHANGED = {
    "day_month_swapped": ("2024-05-05", "2024-03-25"),
    "thousands_separators": ("999.99", "0.00"),
    "leading_zero_lost": ("98105",),
    "mojibake": ("Smith",),
    "decimal_comma": ("500 mg",),
}


@pytest.mark.parametrize("kind", UNCHANGED)
def test_what_has_nothing_to_spoil_stays_for_another_fault(kind: str) -> None:
    calls = functions(load_catalog())
    for way in load_faults().kinds[kind].rewrites:
        assert rewrite(way, calls)(pa.array(UNCHANGED[kind])).to_pylist() == list(UNCHANGED[kind])


def test_only_rightly_empty_cells_get_a_word_for_none() -> None:
    changes = messy(world(messy=1))["messy_changes"]
    empty = [change for change in changes if change["clean_value"] is None]
    assert {change["kind"] for change in empty} == {"null_marker"}
    assert {change["column_name"] for change in empty} >= {
        "medication",
        "insurance_provider",
        "actual_payment_date",
    }
    assert all(change["clean_value"] is None for change in changes if change["kind"] == "null_marker")


BAD: dict[str, tuple[dict[str, dict[str, Any]], str]] = {
    "unknown kind": ({"faults": {"age": {"smudge": 1.0}}}, "faults.age: no kind smudge"),
    "no spaces": ({"faults": {"age": {"case": 1.0}}}, "faults.age: needs spaces"),
    "unknown list": (
        {"columns": {"patients_flat": {"age": "ages"}}},
        "columns.patients_flat.age: no faults ages",
    ),
    "shares": ({"faults": {"age": {"spaces": 0.5}}}, "must add up to 1"),
    "half a rewrite": ({"kinds": {"case": {"rewrites": [{"find": "x"}]}}}, "find and put go together"),
    "no rewrite": ({"kinds": {"case": {"rewrites": [{}]}}}, "needs a call, or find and put"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_file_names_the_entry(case: str) -> None:
    changes, reason = BAD[case]
    path = resource("data", "messy.toml")
    values = read_toml(path)
    for section, entries in changes.items():
        for name, entry in entries.items():
            values[section][name] = values[section].get(name, {}) | entry if section != "faults" else entry
    with pytest.raises(ConfigError, match=f"messy.toml: .*{reason}"):
        checked(FaultFile, values, path=path)


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        (Way(call="explode"), "call = 'explode': there is no such function; choose from .*upper"),
        (Way(find="(", put=""), r"find = '\(', put = '': .*missing \)"),
        (Way(find="x", put=r"\7"), "find = 'x', put = .*"),
    ],
)
def test_a_way_that_cannot_be_gone_is_named(way: Way, reason: str) -> None:
    with pytest.raises(ConfigError, match=f"messy.toml: {reason}"):
        rewrite(way, functions(load_catalog()))
