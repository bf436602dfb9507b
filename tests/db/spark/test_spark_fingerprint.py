"""The portable fingerprint by Spark SQL: what the definition says, of files in a folder and of files elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from healthgen_db.config.errors import SparkError
from healthgen_db.parquet.place import Place
from healthgen_db.spark.fingerprint import spark_fingerprint
from tests import portable_reader as reader
from tests.odd_rows import TABLES, write_odd_rows


class Elsewhere(Place):
    """A place that Spark cannot read itself, such as an object store."""

    folder = None


# Arrow reads the files elsewhere: decimals, dates, moments, texts and numbers.
@pytest.mark.parametrize(("kind", "tables"), [(Place, TABLES), (Elsewhere, ["billing", "ed_stays"])])
def test_spark_agrees_with_an_independent_reader(
    spark: SparkSession, tmp_path: Path, kind: type[Place], tables: list[str]
) -> None:
    # Spark would take this name for a pattern.
    folder = tmp_path / "la[k]e {1,2}"
    rows = write_odd_rows(folder, tables)
    spark.conf.set("spark.sql.session.timeZone", "America/St_Johns")
    try:
        found = spark_fingerprint(spark, kind(str(folder)))
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
    assert found.digests == {table: reader.table_digest(table, each) for table, each in sorted(rows.items())}
    assert found.whole == reader.fingerprint(rows)


def test_a_file_that_spark_cannot_read_is_one_line(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "states").mkdir()
    (tmp_path / "states" / "states.parquet").write_bytes(b"no Parquet file")
    with pytest.raises(SparkError) as raised:
        spark_fingerprint(spark, Place(str(tmp_path)))
    assert "states.parquet" in str(raised.value)
    assert "\n" not in str(raised.value)
