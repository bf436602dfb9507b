"""Coverage: which constraints, rules and metrics test each promise of the reference model (sql/coverage.toml)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource


@dataclass(frozen=True)
class Promise:
    """A sentence of the reference model or a key of its summary, and the checks that test it."""

    section: str
    text: str
    constraints: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


def read_coverage(path: Path | None = None) -> list[Promise]:
    """Read the coverage table (by default the shipped one), in its order.

    Raises RuleFileError for an unknown key, and for a promise that no check tests.
    """
    path = path or resource("sql", "coverage.toml")
    found = []
    try:
        for section, promises in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for text, checks in promises.items():
                if not any(checks.values()):
                    raise RuleFileError(f"{path.name}: {section}: {text!r}: no check tests this promise")
                found.append(Promise(section, text, **{kind: tuple(ids) for kind, ids in checks.items()}))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise RuleFileError(f"{path.name}: cannot be read ({error})") from error
    return found
