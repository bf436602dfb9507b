"""What must be installed to read Parquet datasets: the extra `lake`. Otherwise: what to do.

It imports neither DuckDB nor sqlglot, so the message comes even if they are missing.
"""

from importlib.util import find_spec

from healthgen_db.config.errors import ConfigError

PACKAGES = ("duckdb", "sqlglot")


def require_lake(command: str) -> None:
    """Raise ConfigError if the packages of the extra `lake` are not installed.

    command: such as "healthgen validate --parquet"
    """
    missing = [package for package in PACKAGES if find_spec(package) is None]
    if missing:
        raise ConfigError(
            f"{command} needs {' and '.join(missing)}: run it with uv run --extra lake {command}, or install the extra"
            " with pip install 'healthgen-db[lake]'"
        )
