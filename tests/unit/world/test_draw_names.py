"""Names of draws: draws with the same name and the same key are the same number, so each name is in one place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import healthgen_db
from healthgen_db.world.draws import Draws

PACKAGE = Path(healthgen_db.__file__).parent
METHODS = {name for name in vars(Draws) if not name.startswith("_")}
# Names that are in two places on purpose, and why no key is drawn in both.
SHARED = {
    "care.age_and_sex": "a sample is stratified or it is not",
    "geography.zip": "ZIP codes are those of the whole country or those around one hospital",
    "patient.home": "a sample is stratified or it is not",
    "visit.treatment": "a visit is the first of its course or a follow-up",
}


def names_in(source: str) -> Iterator[tuple[str, int]]:
    """Yield each name of a draw that a source has as a literal, and its line.

    It is an argument of a method of Draws, or of a function that also gets the draws.
    """
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        drawn = isinstance(call.func, ast.Attribute) and call.func.attr in METHODS
        if drawn or any(ast.unparse(each).split(".")[-1] == "draws" for each in call.args):
            for each in call.args:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value, each.lineno


def test_names_are_found_in_calls_of_methods_and_of_helpers() -> None:
    source = """
length = tables.draws.uniform("visit.days", key) * draws.normal(
    "visit.bias", key
)
weight = _lognormal(self.draws, "doctor.weight", key, 0.5)
path = resource("data", "behavior.toml")
"""
    assert set(names_in(source)) == {("visit.days", 2), ("visit.bias", 3), ("doctor.weight", 5)}


def test_each_name_is_in_one_place() -> None:
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for name, line in names_in(path.read_text(encoding="utf-8")):
            places[name].append(f"{path.relative_to(PACKAGE)}:{line}")
    assert len(places) > 80
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in SHARED} == {}
    assert {name: len(found) for name, found in twice.items()} == dict.fromkeys(SHARED, 2)
