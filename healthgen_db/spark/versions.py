"""What is installed here: a dataset must not be made of rows that different versions have computed."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

# Files of the package that rows are computed from.
SOURCES = (".py", ".toml", ".csv", ".gz")


@cache
def installed() -> dict[str, str]:
    """Return the versions that must be equal on all machines, by name. It takes 30 ms, once a process."""
    return {
        "healthgen": f"{version('healthgen-db')} ({_digest()})",
        "numpy": np.__version__.partition(".")[0],
    }


def _digest() -> str:
    """Return a digest of the package: two copies of one version can differ, in a checkout."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in SOURCES):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:8]
