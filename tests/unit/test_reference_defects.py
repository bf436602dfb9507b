"""Each defect of the reference systems is held by something that exists, and the guide of operations shows it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import healthgen_db

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
DEFECTS: list[dict[str, Any]] = tomllib.loads((TESTS / "reference_defects.toml").read_text(encoding="utf-8"))[
    "defects"
]
GUIDE = Path(healthgen_db.__file__).parent / "operations" / "DEFECTS.md"
HOLDS = ("rules", "constraints", "tests", "later", "not_ours")


def named(kind: str) -> set[str]:
    """Return all that the defects name of a kind."""
    return {name for defect in DEFECTS for name in defect.get(kind, [])}


def row(defect: dict[str, Any]) -> str:
    """Return the row of the guide's table."""
    held = [f"`{name}`" for name in (*defect.get("rules", []), *defect.get("constraints", []))]
    held += [f"`{name.split('/')[-1]}`" for name in defect.get("tests", [])]
    if "later" in defect:
        held.append(f"issue {defect['later']}")
    if "not_ours" in defect:
        held.append(defect["not_ours"])
    return f"| {defect['system']}.{defect['number']} | {defect['defect']} | {', '.join(held)} |"


def test_each_of_the_37_defects_is_held_by_something() -> None:
    numbers = [(defect["system"], defect["number"]) for defect in DEFECTS]
    assert numbers == [("003", n) for n in range(1, 23)] + [("004", n) for n in range(1, 16)]
    assert [defect["number"] for defect in DEFECTS if not any(defect.get(kind) for kind in HOLDS)] == []


def test_the_rules_that_hold_them_exist() -> None:
    files = {
        path.stem for folder in ("rules", "hospitals/rules") for path in (ROOT / "sql" / folder).glob("*.sql")
    }
    assert named("rules") - files == set()


def test_the_constraints_that_hold_them_exist() -> None:
    schema = (ROOT / "migrations" / "schema.sql").read_text(encoding="utf-8")
    # A constraint that a later migration dropped and did not add again does not exist.
    last = {name: action for action, name in re.findall(r"(DROP )?CONSTRAINT (\w+)", schema)}
    assert {name for name in named("constraints") if last.get(name, "missing")} == set()


def test_the_tests_that_hold_them_exist() -> None:
    missing = set()
    for name in named("tests"):
        file, function = name.split("::")
        path = TESTS / file
        if not path.is_file() or f"\ndef {function}(" not in path.read_text(encoding="utf-8"):
            missing.add(name)
    assert missing == set()


def test_the_guide_shows_them() -> None:
    shown = [
        line for line in GUIDE.read_text(encoding="utf-8").splitlines() if re.match(r"\| 00[34]\.", line)
    ]
    assert shown == [row(defect) for defect in DEFECTS]
