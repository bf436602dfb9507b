"""The portable fingerprint of a Parquet dataset, computed by DuckDB from the rows in the files."""

from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.export.portable import DUCKDB, TABLES, Total, portable, total_query
from healthgen_db.parquet.duckdb_tables import open_dataset
from healthgen_db.parquet.place import Place
from healthgen_db.progress import Progress


def duckdb_fingerprint(place: Place, *, progress: Progress | None = None) -> Fingerprint:
    """Return the portable fingerprint of a Parquet dataset. It reads every value of every row, and not the manifest.

    Raises WarehouseError for files that cannot be read.
    """
    totals: list[Total] = []
    tables = [table for table in place.folders() if table in TABLES]
    with (
        open_dataset(place) as connection,
        (progress or Progress()).phase("fingerprint", total=len(tables), unit="tables") as advance,
    ):
        for table in tables:
            rows, total = connection.execute(total_query(DUCKDB, table, table)).fetchone() or (0, 0)
            totals.append((table, int(rows), int(total)))
            advance(1)
    return portable(totals)
