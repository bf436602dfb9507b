"""Exports: the reference's columns in its order, the same values as CSV and as Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.export import fingerprint as fingerprint_module
from healthgen_db.export.flat_files import export
from healthgen_db.loading import load as load_module
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Advance, Progress
from healthgen_db.publish import swap as publish_module
from tests.posix import DEV_FULL

# The columns of the reference's three files, which people's scripts rely on.
COLUMNS = {
    "patients": "patient_id first_name last_name name date_of_birth age gender phone_number email address city state "
    "zipcode insurance_provider insurance_policy_number blood_type",
    "visits": "visit_id patient_id name age gender condition severity treatment medication dosage frequency "
    "test_results doctor hospital hospital_state hospital_zipcode room_number date_of_admission date_of_discharge "
    "follow_up_required",
    "billing": "billing_id visit_id patient_id billing_date insurance_coverage_amount patient_responsibility_amount "
    "payment_plan expected_payment_date actual_payment_date payment_status total_charge",
}


@pytest.fixture(scope="module")
def loaded(databases: Callable[..., Any], run_load: Callable[..., LoadResult]) -> Any:
    """Give a database with a dataset, which the tests only read."""
    with databases(empty=True) as dsn:
        run_load(dsn)
        yield dsn


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_csv_has_the_columns_of_the_reference(loaded: str, tmp_path: Path) -> None:
    files = export(loaded, "healthcare", tmp_path / "new" / "folder", progress=Progress())
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        "billing.csv",
        "patients.csv",
        "visits.csv",
    ]
    for name, file in files.items():
        rows = read_csv(file)
        assert list(rows[0]) == COLUMNS[name].split()
        keys = [int(row[COLUMNS[name].split()[0]]) for row in rows]
        assert keys == sorted(set(keys))
    assert len(read_csv(files["patients"])) == 60
    assert len(read_csv(files["visits"])) == len(read_csv(files["billing"])) > 60
    assert {row["follow_up_required"] for row in read_csv(files["visits"])} == {"Y", "N"}


def test_parquet_has_the_same_values_with_their_types(loaded: str, tmp_path: Path) -> None:
    written = export(loaded, "healthcare", tmp_path, progress=Progress())
    typed = export(loaded, "healthcare", tmp_path, file_format="parquet", progress=Progress())
    for name, file in typed.items():
        rows = pq.read_table(file).to_pylist()
        as_text = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
        assert as_text == read_csv(written[name])
    schema = pq.read_schema(typed["billing"])
    assert schema.field("total_charge").type == pa.decimal128(12, 2)
    assert schema.field("billing_date").type == pa.date32()
    bill = pq.read_table(typed["billing"]).to_pylist()[0]
    assert isinstance(bill["total_charge"], Decimal)
    assert isinstance(bill["billing_date"], date)


def test_a_folder_that_is_a_file_is_refused(loaded: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"--outdir .*cannot be written"):
        export(loaded, "healthcare", tmp_path / "file", progress=Progress())


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
@DEV_FULL
def test_a_full_disk_is_no_fault_of_the_option_and_leaves_nothing(
    loaded: str, tmp_path: Path, file_format: str
) -> None:
    # Writing to this device fails as on a full disk.
    (tmp_path / f"visits.{file_format}.partial").symlink_to("/dev/full")
    with pytest.raises(WarehouseError, match=r"could not be completed .*No space left"):
        export(loaded, "healthcare", tmp_path, file_format=file_format, progress=Progress())
    assert list(tmp_path.iterdir()) == []


class Overtaken(Progress):
    """Progress that publishes another dataset when the second file is begun."""

    def __init__(self, publish: Callable[[], object]) -> None:
        self.publish = publish

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        if name == "export visits":
            self.publish()
        return super().phase(name, total=total, unit=unit)


def hide_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have loads not wait for readers, as where the server does not show them who reads with a snapshot."""
    monkeypatch.setattr(publish_module, "lock_out_readers", lambda *_, **__: None)
    monkeypatch.setattr(load_module, "RETIRED_PATIENCE_SECONDS", 0.1)


@pytest.mark.parametrize(("messy", "then"), [(0.0, 0.0), (0.05, 0.05), (0.05, 0.0)])
def test_files_of_two_datasets_are_never_mixed(
    empty_dsn: str,
    run_load: Callable[..., LoadResult],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    messy: float,
    then: float,
) -> None:
    hide_snapshots(monkeypatch)
    run_load(empty_dsn, seed=1, messy=messy)
    progress = Overtaken(lambda: run_load(empty_dsn, seed=2, messy=then))
    with pytest.raises(
        WarehouseError, match=r"schema healthcare\w* was replaced while it was being exported"
    ):
        export(empty_dsn, "healthcare", tmp_path, messy=bool(messy), progress=progress)
    assert list(tmp_path.iterdir()) == []
    assert export(empty_dsn, "healthcare", tmp_path, messy=bool(then), progress=Progress())


def test_a_fingerprint_is_never_one_of_two_datasets(
    old_dsn: str, run_load: Callable[..., LoadResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_snapshots(monkeypatch)
    digest = fingerprint_module.table_digest

    def overtaken(connection: psycopg.Connection, schema: str, table: str) -> fingerprint_module.TableDigest:
        if table == "visits":
            run_load(old_dsn, seed=2)
        return digest(connection, schema, table)

    monkeypatch.setattr(fingerprint_module, "table_digest", overtaken)
    with pytest.raises(WarehouseError, match="schema healthcare was replaced while it was being read"):
        fingerprint_module.fingerprint(old_dsn, "healthcare")


def test_without_a_dataset_there_is_nothing_to_export(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="has no dataset; create one first"):
        export(dsn, "healthcare", tmp_path, progress=Progress())
    assert list(tmp_path.iterdir()) == []
