"""The tables of a Parquet dataset in DuckDB: a view for each table, whose rows stay in the files."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow.dataset as ds
import sqlalchemy as sa

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.parquet.place import Place
from healthgen_db.schema.tables import metadata

# The other half is for the system's cache of the files.
MEMORY = "50%"
# DuckDB reads these characters in the name of a file as a pattern.
PATTERN = re.compile(r"[*?\[\]{}]")


@contextmanager
def open_dataset(
    place: Place, *, memory: str = MEMORY, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to DuckDB in which every table of a dataset is a view, with the types of the warehouse.

    memory: how much DuckDB may use, such as "4GB". What does not fit goes into a temporary folder (TMPDIR).
    threads: by default one for each core

    The table "messy.patients_flat" is in the schema messy, which is on the search path. Moments are shown in UTC.
    Python cannot fetch moments (duckdb needs pytz for it), so queries cast them to text.

    Raises ConfigError for a folder without files, and WarehouseError for all that DuckDB refuses, also in the block.
    """
    with tempfile.TemporaryDirectory(prefix="healthgen-duckdb-") as spilled, _errors_mapped(place, memory):
        settings: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": spilled,
            # Nothing is downloaded: all that is needed is in the package.
            "autoinstall_known_extensions": "false",
        }
        if threads is not None:
            settings["threads"] = threads
        with duckdb.connect(config=settings) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            _create_views(connection, place)
            yield connection


@contextmanager
def _errors_mapped(place: Place, memory: str) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise WarehouseError(
            f"{place}: DuckDB may use {memory} of the memory, and as much disk as is free in {tempfile.gettempdir()};"
            f" this is not enough ({first_line(error)}); set TMPDIR to a folder with more space"
        ) from error
    except duckdb.Error as error:
        raise WarehouseError(f"{place}: DuckDB failed: {first_line(error)}") from error
    except RuntimeError as error:
        # So DuckDB reports Ctrl-C.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise


def _create_views(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    # Other programs keep notes in folders such as .ipynb_checkpoints.
    tables = [name for name in place.folders() if not name.startswith(("_", "."))]
    sides = sorted({name.partition(".")[0] for name in tables if "." in name})
    for side in sides:
        connection.execute(f"CREATE SCHEMA {_quoted(side)}")
    for table in tables:
        _create_view(connection, place, table)
    connection.execute(f"SET search_path = '{','.join(['main', *sides])}'")


def _create_view(connection: duckdb.DuckDBPyConnection, place: Place, table: str) -> None:
    files = sorted(name for name in place.sizes(table) if name.endswith(".parquet"))
    if not files and table not in metadata.tables and "." not in table:
        return  # a folder of somebody else
    if not files:
        raise ConfigError(f"{place}: the folder {table} has no Parquet file; write the dataset again")
    described = metadata.tables[table].columns if table in metadata.tables else ()
    times = [_quoted(column.name) for column in described if isinstance(column.type, sa.Time)]
    columns = f"* REPLACE ({', '.join(f'{time}::time AS {time}' for time in times)})" if times else "*"
    name = ".".join(map(_quoted, table.split(".")))
    source = _source(connection, place, table, files)
    # All names are quoted, and all texts too.
    connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {source}")  # noqa: S608


def _source(connection: duckdb.DuckDBPyConnection, place: Place, table: str, files: list[str]) -> str:
    """Return what a view reads: the files, or Arrow's dataset of them if DuckDB cannot open their place."""
    folder = place.folder
    if folder is not None and not PATTERN.search(str(folder)):
        paths = ", ".join(_text(str(folder / table / name)) for name in files)
        return f"read_parquet([{paths}], hive_partitioning = false)"
    system, path = place.source(table)
    name = f"files of {table}"
    connection.register(
        name, ds.dataset([f"{path}/{file}" for file in files], filesystem=system, format="parquet")
    )
    return _quoted(name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def first_line(error: Exception) -> str:
    """Return the first line of an error: DuckDB adds long lists of what it knows."""
    return str(error).splitlines()[0]
