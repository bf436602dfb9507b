"""The tables of a Parquet dataset in DuckDB: types, schemas, places that DuckDB cannot read itself."""

from datetime import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.parquet.duckdb_tables import open_dataset
from healthgen_db.parquet.place import Place

ONE = pa.table({"n": [1, 2]})


def write(folder: Path, table: str, rows: pa.Table = ONE, file: str = "part-1-2") -> None:
    (folder / table).mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, folder / table / f"{file}.parquet")


# "k=1" looks like a partition of Hive, and DuckDB reads the others as patterns.
@pytest.mark.parametrize("name", ["plain", "it's", "k=1", "[ab]", "what*", "{a}"])
def test_a_view_has_the_rows_of_all_files(tmp_path: Path, name: str) -> None:
    for file in ("part-1-2", "part-3-4"):
        write(tmp_path / name, "numbers", file=file)
    (tmp_path / name / "numbers" / "_partial.0.part-5-6.parquet").write_bytes(b"not finished")
    with open_dataset(Place(str(tmp_path / name))) as connection:
        assert connection.execute("SELECT * FROM numbers ORDER BY n").fetchall() == [(1,), (1,), (2,), (2,)]


def test_a_table_of_another_schema_is_found_without_its_schema(tmp_path: Path) -> None:
    write(tmp_path, "messy.dirt")
    with open_dataset(Place(str(tmp_path))) as connection:
        assert connection.execute(
            "SELECT sum(a.n) FROM dirt AS a JOIN messy.dirt AS b USING (n)"
        ).fetchall() == [(3,)]


def test_moments_are_in_utc(tmp_path: Path) -> None:
    moment = pa.scalar(1_700_000_000_000_000, pa.timestamp("us", "UTC"))
    write(tmp_path, "beds", pa.table({"moment": pa.array([moment])}))
    with open_dataset(Place(str(tmp_path))) as connection:
        rows = connection.execute("SELECT moment::text, typeof(moment) FROM beds").fetchall()
    assert rows == [("2023-11-14 22:13:20+00", "TIMESTAMP WITH TIME ZONE")]


def test_times_of_day_are_times_again(tmp_path: Path) -> None:
    write(tmp_path, "shift_types", pa.table({"starts": ["07:30:00"]}))
    with open_dataset(Place(str(tmp_path))) as connection:
        assert connection.execute("SELECT * FROM shift_types").fetchall() == [(time(7, 30),)]


def test_unfinished_work_is_no_table_and_an_empty_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "_unfinished")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    with open_dataset(Place(str(tmp_path))) as connection:
        assert connection.execute("SELECT * FROM information_schema.tables").fetchall() == []
    (tmp_path / "visits").mkdir()
    with (
        pytest.raises(ConfigError, match="the folder visits has no Parquet file"),
        open_dataset(Place(str(tmp_path))),
    ):
        pass
