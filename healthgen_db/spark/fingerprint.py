"""The portable fingerprint of a Parquet dataset, computed by Spark SQL from the rows in the files."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial, reduce

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import StructType

from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.export.portable import SPARK, TABLES, portable, row_hash
from healthgen_db.parquet.columns import SPARK_KEY, table_schema
from healthgen_db.parquet.place import Place
from healthgen_db.spark.job_errors import job_errors

# The sum of 60-bit hashes needs more than 64 bits, and Spark's decimals take much time. So the upper and the lower half
# of the hashes are summed by themselves.
HALF = 2**30
# Spark reads these characters in a path as a pattern.
PATTERN = re.compile(r"([*?\[\]{}])")


def spark_fingerprint(session: SparkSession, place: Place) -> Fingerprint:
    """Return the portable fingerprint of a Parquet dataset. One job reads all files, on all workers.

    Raises the error of a worker, and SparkError if Spark gives up.
    """
    hashes = [
        _rows(session, place, table).selectExpr(f"'{table}' AS name", f"{row_hash(SPARK, table)} AS row_hash")
        for table in place.folders()
        if table in TABLES
    ]
    # A sum for each partition: it has too few rows to overflow.
    totals = (
        reduce(DataFrame.unionAll, hashes)
        .groupBy("name", F.spark_partition_id())
        .agg(F.count("*"), F.expr(f"sum(row_hash div {HALF})"), F.expr(f"sum(row_hash % {HALF})"))
    )
    with job_errors():
        sums = totals.collect()
    return portable((name, rows, upper * HALF + lower) for name, _, rows, upper, lower in sums)


def _rows(session: SparkSession, place: Place, table: str) -> DataFrame:
    # With the columns known, Spark need not open a file first to find them.
    columns = StructType.fromJson(json.loads(table_schema(table).metadata[SPARK_KEY]))
    folder = str(place.folder or "")
    # Java reads a backslash as a slash, and with LC_ALL=C it cannot write an umlaut.
    if folder and folder.isascii() and "\\" not in folder:
        path = PATTERN.sub(r"\\\1", f"{folder}/{table}")
        return session.read.schema(columns).parquet(f"file://{path}")
    # For an object store, Spark would need a connector of its own, with its own credentials. Arrow has just written the
    # files there, so it can read them, too.
    files = [(f"{table}/{name}",) for name in place.sizes(table)]
    names = session.sparkContext.parallelize(files, len(files)).toDF("file string")
    return names.mapInArrow(partial(_read, place), columns)


def _read(place: Place, names: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of files. It runs on a worker."""
    for batch in names:
        for name in batch["file"].to_pylist():
            system, path = place.source(name)
            with system.open_input_file(path) as file, pq.ParquetFile(file) as rows:
                yield from rows.iter_batches()
