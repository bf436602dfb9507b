"""Fingerprints of three datasets on one server, made by the command line; on all servers they must be equal."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEALTHGEN = Path(sys.executable).with_name("healthgen")
# The seed and the as-of date of all of them are fixed. The load checks every rule, too.
SAME = ("--seed", "42", "--today", "2026-06-30")
DATASETS = {
    "nationwide": ("--preset", "nationwide", "--patients", "3000", "--zip-target", "900", "--mart"),
    "hospital": (
        "--preset",
        "hospital",
        "--patients",
        "2500",
        "--start",
        "2026-04-01",
        "--operations",
        "--mart",
    ),
    "clinic": ("--preset", "clinic", "--patients", "800", "--messy", "0.2", "--mart"),
}


@dataclass(frozen=True)
class Digests:
    """What identifies the rows of a dataset on one server."""

    fingerprint: str
    """Of the tables of all stages, with operations, mart and messy copy: the server hashes values."""
    portable: str
    """Of the tables that files have, too: the text of each value is hashed."""
    files: str
    """Of all bytes that `healthgen export` writes: what views compute, in order."""


class CommandFailedError(Exception):
    """A command of healthgen ended with an exit code other than 0; the message has its last lines."""


def digests(dsn: str, name: str) -> Digests:
    """Load a dataset into a schema of its name, and return its digests.

    Raises CommandFailedError if a command fails, for example because rows violate a rule.
    """
    where = ("--dsn", dsn, "--schema", name)
    _healthgen("load", *where, *SAME, *DATASETS[name], "--workers", "1")
    with tempfile.TemporaryDirectory(prefix="healthgen-matrix-") as folder:
        _healthgen("export", *where, "--outdir", folder)
        files = _digest_of_files(Path(folder))
    ordinary = _healthgen("fingerprint", *where)["fingerprint"]
    return Digests(ordinary, _healthgen("fingerprint", *where, "--portable")["fingerprint"], files)


def _healthgen(*arguments: str) -> dict[str, Any]:
    """Run a command and return what it printed as JSON."""
    command = [str(HEALTHGEN), *arguments, "--json", "--quiet"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        lines = (ended.stderr or ended.stdout).strip().splitlines()[-5:]
        raise CommandFailedError(
            f"healthgen {arguments[0]} (exit code {ended.returncode}): {' '.join(lines)}"
        )
    values: dict[str, Any] = json.loads(ended.stdout)
    return values


def _digest_of_files(folder: Path) -> str:
    """Return one digest of the names and bytes of all files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
