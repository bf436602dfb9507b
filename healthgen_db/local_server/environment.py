"""libpq's environment variables (PGHOST, PGSSLMODE, PGSERVICE, ...), which users set for other servers."""

import os


def clean_environment() -> dict[str, str]:
    """Return the environment of this process without libpq's variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def forget_other_servers() -> None:
    """Remove libpq's variables from the environment of this process.

    Call this only if the target is the embedded server, and before this process starts other processes.
    """
    for name in os.environ.keys() - clean_environment().keys():
        del os.environ[name]
