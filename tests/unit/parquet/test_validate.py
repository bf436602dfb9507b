"""The rules over Parquet files: all run, violations and missing files are found, and what cannot be run is named."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthgen_db import Config
from healthgen_db.checks.folders import check_folders
from healthgen_db.cli import main as cli
from healthgen_db.config import extras
from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.parquet.duckdb_tables import open_dataset
from healthgen_db.parquet.fingerprint import duckdb_fingerprint
from healthgen_db.parquet.place import Place
from healthgen_db.parquet.validate import validate_parquet
from healthgen_db.progress import Progress
from tests.in_process import write_parquet

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a dataset that must not be changed."""
    folder = tmp_path_factory.mktemp("lake") / "patients"
    write_parquet(folder, Config(patients=300, today=date(2026, 6, 30)))
    return folder


@pytest.fixture
def copied(dataset: Path, tmp_path: Path) -> Path:
    """Give a copy of the dataset."""
    return Path(shutil.copytree(dataset, tmp_path / "copy"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs the command line in this process."""
    monkeypatch.setenv("HEALTHGEN_DSN", "host=192.0.2.1")

    def healthgen(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["healthgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            cli.main()
        captured = capsys.readouterr()
        return int(ending.value.code or 0), captured.out, captured.err

    return healthgen


@pytest.fixture
def few_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a validation run only two rules, so that it is fast."""
    rules, _ = check_folders()
    wanted = [rule for rule in rules if rule.id in {"negative_amounts", "billing_total_mismatches"}]
    monkeypatch.setattr("healthgen_db.parquet.validate.check_folders", lambda _parts: (wanted, []))


def test_every_check_runs_without_a_server(dataset: Path, run: Run, tmp_path: Path) -> None:
    rules, metrics = check_folders()
    code, out, err = run("validate", "--parquet", dataset, "--json", "--outdir", tmp_path)
    found = json.loads(out)
    assert (code, found["violations"], found["not_run"], found["parquet"]) == (0, 0, {}, str(dataset))
    assert set(found["validation"]) == {check.id for check in [*rules, *metrics]}
    assert (found["validation"]["patients_rows"], f"{len(rules) + len(metrics)} checks" in err) == (300, True)
    report = (tmp_path / "validation_report.txt").read_text(encoding="utf-8")
    assert f"Parquet dataset {dataset}, seed 42: visits from" in report
    assert "with in process. Checked" in report


@pytest.mark.usefixtures("few_checks")
def test_a_violated_rule_shows_its_rows(copied: Path, run: Run) -> None:
    change(copied, "billing", wrong_charge)
    code, out, _ = run("validate", "--parquet", copied, "--quiet")
    assert code == 1
    assert "billing_total_mismatches" in out
    assert "1 of 2 rules hold" in out
    first = pq.read_table(copied / "billing")["billing_id"][0].as_py()
    assert f"- billing_id {first}, " in out


def wrong_charge(bills: pa.Table) -> pa.Table:
    """Return bills whose first charge is a dollar more than its parts."""
    charges = bills["total_charge"].to_pylist()
    charges[0] += 1
    column = bills.schema.get_field_index("total_charge")
    return bills.set_column(
        column, bills.schema.field(column), pa.array(charges, bills.schema.field(column).type)
    )


def change(folder: Path, table: str, changed: Callable[[pa.Table], pa.Table]) -> None:
    """Change the rows of a table of one file, and its size in the manifest."""
    (file,) = (folder / table).iterdir()
    pq.write_table(changed(pq.read_table(file)), file)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"][table]["bytes"] = file.stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_check_that_cannot_run_is_named(dataset: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = check_folders()[0][0]
    unknown = replace(rule, id="unknown", query="SELECT pg_backend_pid()")
    unread = replace(rule, id="unread", query="SELECT FROM WHERE")
    checks = [rule, unknown, unread]
    monkeypatch.setattr("healthgen_db.parquet.validate.check_folders", lambda _parts: (checks, []))
    code, out, _ = run("validate", "--parquet", dataset, "--quiet")
    assert code == 3
    assert "NOT RUN" in out
    assert "unknown: Catalog Error: Scalar Function with name pg_backend_pid does not exist!" in out
    assert "unread: Expected table name" in out
    assert "1 of 1 rules hold" in out
    assert "Not run: 2 checks" in out
    code, out, _ = run("validate", "--parquet", dataset, "--json")
    assert (code, list(json.loads(out)["not_run"])) == (3, ["unread", "unknown"])


def test_missing_and_cut_files_are_noticed(copied: Path) -> None:
    place = Place(str(copied))
    next((copied / "visits").iterdir()).unlink()
    with pytest.raises(WarehouseError, match="visits has 0 files of 0 bytes, and should have 1"):
        validate_parquet(place, progress=Progress())
    (copied / "visits" / "visits.parquet").write_bytes(b"PAR1")
    with pytest.raises(WarehouseError, match="visits has 1 files of 4 bytes, and should have 1 of"):
        validate_parquet(place, progress=Progress())


def test_a_file_that_is_not_parquet_is_an_error_of_one_line(copied: Path) -> None:
    (file,) = (copied / "visits").iterdir()
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(WarehouseError, match=f"^{copied}: DuckDB failed: .*visits") as caught:
        validate_parquet(Place(str(copied)), progress=Progress())
    assert "\n" not in str(caught.value)


def test_tables_of_another_healthgen_are_refused(copied: Path) -> None:
    manifest = json.loads((copied / "manifest.json").read_text())
    (copied / "manifest.json").write_text(json.dumps(manifest | {"schema_revision": "0001"}))
    with pytest.raises(SchemaError, match="has the tables of revision 0001, and this healthgen has revision"):
        validate_parquet(Place(str(copied)), progress=Progress())


def test_a_folder_without_a_manifest_and_other_options_are_refused(tmp_path: Path, run: Run) -> None:
    code, out, err = run("validate", "--parquet", tmp_path, "--quiet")
    assert (code, out) == (2, "")
    assert "there is no manifest.json, so this is no complete Parquet dataset" in err
    code, _, err = run("validate", "--parquet", tmp_path, "--dsn", "host=nowhere", "--schema", "other")
    assert (code, err) == (2, "error: --parquet: it names files, so leave --dsn and --schema out\n")


@pytest.mark.parametrize(
    ("where", "problem"), [("", "is empty"), ("file", "this is a file"), ("file/x", "this is a file")]
)
def test_what_is_no_folder_is_refused(tmp_path: Path, run: Run, where: str, problem: str) -> None:
    (tmp_path / "file").touch()
    code, out, err = run("validate", "--parquet", tmp_path / where if where else "", "--quiet")
    assert (code, out) == (2, "")
    assert problem in err


def test_a_folder_of_somebody_else_is_no_table(copied: Path) -> None:
    for name in (".notes", "notes"):
        (copied / name).mkdir()
        (copied / name / "x.txt").touch()
    with open_dataset(Place(str(copied))) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM patients").fetchall() == [(True,)]


def test_a_manifest_that_somebody_edited_is_noticed(copied: Path, run: Run) -> None:
    file = copied / "manifest.json"
    values = json.loads(file.read_text())
    found = duckdb_fingerprint(Place(str(copied)))
    digests = {each.table: {"rows": each.rows, "digest": each.digest} for each in found.tables}
    file.write_text(json.dumps(values | {"digests": digests, "fingerprint": "0" * 16}))
    code, _, err = run("fingerprint", "--portable", "--parquet", copied, "--quiet")
    assert code == 1
    assert "is not that of its tables" in err
    file.write_text(json.dumps(values | {"tables": []}))
    code, _, err = run("validate", "--parquet", copied, "--quiet")
    assert code == 2
    assert "manifest.json is not a manifest of healthgen (tables has another type)" in err


def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda package: None if package == "sqlglot" else package)
    code, _, err = run("validate", "--parquet", tmp_path)
    assert code == 2
    assert err.startswith(
        "error: healthgen validate --parquet needs sqlglot: run it with uv run --extra lake"
    )


SORT = "SELECT count(*) FROM (SELECT n, hash(n) AS h FROM range(3000000) AS r (n) ORDER BY h, n OFFSET 1)"


def test_little_memory_spills_to_the_disk(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_dataset(Place(str(dataset)), memory="32MB", threads=1) as connection:
        assert connection.execute(SORT).fetchall() == [(2_999_999,)]
        (spilled,) = tmp_path.iterdir()
    assert not spilled.exists()


def test_too_little_memory_and_disk_is_an_error_of_one_line(dataset: Path) -> None:
    def sort() -> None:
        with open_dataset(Place(str(dataset)), memory="32MB", threads=1) as connection:
            connection.execute("SET max_temp_directory_size = '1MB'")
            connection.execute(SORT)

    with pytest.raises(WarehouseError, match=r"set TMPDIR to a folder with more space$"):
        sort()
