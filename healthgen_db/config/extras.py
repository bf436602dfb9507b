"""The extras: packages that only some commands need, and what to install if one is missing."""

from importlib.util import find_spec

from healthgen_db.config.errors import ConfigError

# By extra, the modules that are imported, with the packages that bring them.
EXTRAS = {
    "kafka": {"confluent_kafka": "confluent-kafka"},
    "lake": {"duckdb": "duckdb", "sqlglot": "sqlglot"},
    "ml": {"sklearn": "scikit-learn", "skops": "skops"},
    "report": {"altair": "altair", "vl_convert": "vl-convert-python"},
    "spark": {"pyspark": "pyspark", "pandas": "pandas"},
}


def require_extra(extra: str, command: str, what: str | None = None) -> None:
    """Raise ConfigError if a package of an extra is not installed. It imports none of them.

    command: such as "healthgen los train". what: what needs the extra, if not the whole command, such as an option.
    """
    missing = [package for module, package in EXTRAS[extra].items() if find_spec(module) is None]
    if missing:
        raise ConfigError(
            f"{what or command} needs {' and '.join(missing)}: run it with uv run --extra {extra} {command}, or install"
            f" the extra with pip install 'healthgen-db[{extra}]'"
        )
