"""Coverage: which constraint, rule or metric holds each promise of the reference model (sql/coverage.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource


@dataclass(frozen=True)
class Promise:
    """A sentence of the reference model or a key of its summary, and what holds it."""

    section: str
    text: str
    constraints: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


def read_coverage(path: Path | None = None) -> list[Promise]:
    """Read the coverage table (the shipped one by default), in its order.

    Raises RuleFileError for an unknown key, and for a promise that nothing holds.
    """
    path = path or resource("sql", "coverage.toml")
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RuleFileError(f"{path.name}: cannot be read ({error})") from error
    return [
        _promise(path, section, text, held_by)
        for section, promises in sections.items()
        for text, held_by in promises.items()
    ]


def _promise(path: Path, section: str, text: str, held_by: dict[str, list[str]]) -> Promise:
    unknown = set(held_by) - {"constraints", "rules", "metrics"}
    if unknown:
        raise RuleFileError(f"{path.name}: {section}: {text!r}: unknown key {', '.join(sorted(unknown))}")
    promise = Promise(section, text, **{kind: tuple(names) for kind, names in held_by.items()})
    if not promise.constraints + promise.rules + promise.metrics:
        raise RuleFileError(f"{path.name}: {section}: {text!r}: nothing holds this promise")
    return promise
