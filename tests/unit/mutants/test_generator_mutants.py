"""The list of generator mutants: every text occurs exactly once in the sources, and every mutant is complete."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants.mutants import PACKAGE, Mutant, copy_package, read_mutants

MUTANTS = read_mutants()
UNIT = Path(__file__).parents[1]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.takes_away}")
def test_the_text_occurs_once_and_the_change_is_valid_python(mutant: Mutant) -> None:
    source = (PACKAGE / mutant.file).read_text(encoding="utf-8")
    changed = mutant.changed(source)
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))


def test_there_are_enough_mutants_and_each_takes_another_effect_away() -> None:
    assert len(MUTANTS) >= 25
    assert len({mutant.takes_away for mutant in MUTANTS}) == len(MUTANTS)
    assert {mutant.file.split("/")[0] for mutant in MUTANTS} == {"generate", "world"}


def test_the_unit_tests_that_notice_mutants_exist() -> None:
    named = [mutant.unit_test.split("::") for mutant in MUTANTS if mutant.unit_test]
    assert named
    for file, function in named:
        tree = ast.parse((UNIT / file).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("text", ["rate", "no such code"])
def test_a_text_that_does_not_occur_once_is_refused(text: str) -> None:
    mutant = Mutant("generate/billing.py", text, "", "something")
    with pytest.raises(
        ValueError, match=r"generate/billing\.py: .* occurs [0-9]+ times, not once \(something\)"
    ):
        mutant.changed("rate = rate + 1")


def other_files(folder: Path, mutant: Mutant) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*.py") if path != folder / mutant.file)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path)


def test_a_mutant_changes_the_copy_alone(package: Path) -> None:
    mutant = MUTANTS[0]
    before = (PACKAGE / mutant.file).read_text(encoding="utf-8")
    mutant.apply(package)
    assert (package / mutant.file).read_text(encoding="utf-8") == mutant.changed(before)
    assert (PACKAGE / mutant.file).read_text(encoding="utf-8") == before
    assert other_files(package, mutant) == other_files(PACKAGE, mutant)
    assert (package.parent / "sql" / "rules").is_dir()
