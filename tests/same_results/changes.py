"""Changes that make correct rows wrong: the failing examples of rules, and the effects that metrics notice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS / "failing_examples"
EFFECTS = TESTS / "mutants" / "effects"
CHECKS = TESTS / "db" / "checks"


@dataclass(frozen=True)
class Change:
    """SQL statements that change the rows of a dataset, and the metrics that notice it."""

    name: str
    statements: str
    metrics: tuple[str, ...] = ()

    def apply(self, connection: psycopg.Connection) -> None:
        """Change the rows in the transaction of the connection.

        The constraints may have been dropped before. Some changes set another time zone, and checks run in UTC.
        """
        statements = self.statements.replace("DROP CONSTRAINT ", "DROP CONSTRAINT IF EXISTS ")
        connection.execute(statements.encode())
        connection.execute("SET TimeZone TO 'UTC'")


def failing_examples(folder: str = "") -> list[Change]:
    """Return the failing examples of a folder: "" (every dataset), hospitals, decisions or messy."""
    return [Change(path.stem, path.read_text()) for path in sorted((EXAMPLES / folder).glob("*.sql"))]


def effects_in_files(dataset: str) -> list[Change]:
    """Return the effects of the files of tests/mutants/effects for one of their datasets.

    One is left out: it changes a view, and files have none.
    """
    found = []
    for path in sorted(EFFECTS.glob("*.sql")):
        text = path.read_text()
        named = re.match(r"-- dataset: (\w+)\n", text)
        if dataset == (named[1] if named else "nationwide") and "REPLACE VIEW" not in text:
            found.append(Change(path.stem, text, (path.stem,)))
    return found


def effects_in_list(name: str) -> list[Change]:
    """Return the effects of a list in tests/db/checks, such as joint_effects.toml."""
    entries = tomllib.loads((CHECKS / name).read_text(encoding="utf-8"))
    return [Change(effect, entry["sql"], tuple(entry["metrics"])) for effect, entry in entries.items()]


def apply_all(connection: psycopg.Connection, changes: Sequence[Change]) -> None:
    """Make changes one after the other in one transaction, and leave out those that cannot be made.

    Each one was written for correct rows. After other changes, it may break a primary key.
    """
    for change in changes:
        with suppress(psycopg.Error), connection.transaction():
            change.apply(connection)
        connection.execute("DISCARD TEMPORARY")
