"""What is installed: a load needs no development tools, and the package names every package that it imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

TOP = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
NAME = re.compile(r"[A-Za-z0-9._-]+")
# What a package that is named always brings: PySpark, Jinja and scikit-learn.
BROUGHT = {"py4j", "markupsafe", "scipy", "threadpoolctl"}


def distribution(requirement: str) -> str:
    """Return the package that a requirement names, as PyPI writes it: `psycopg[binary]>=3` names psycopg."""
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def imported(source: str) -> set[str]:
    """Return the top-level modules that a Python file imports, in functions and for type checkers, too."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names}


def test_the_first_command_installs_no_development_tools() -> None:
    assert PROJECT["tool"]["uv"]["default-groups"] == []


def test_what_uv_reads_about_pyspark_is_what_pyspark_requires() -> None:
    [told] = PROJECT["tool"]["uv"]["dependency-metadata"]
    always = [text for text in requires("pyspark") or [] if "extra ==" not in text]
    assert told["name"] == "pyspark"
    assert [Requirement(text) for text in told["requires-dist"]] == [Requirement(text) for text in always]


def test_every_imported_package_is_named() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    known = {distribution(name) for names in (PROJECT["project"]["dependencies"], *extras) for name in names}
    files = [path for path in (TOP / "healthgen_db").rglob("*.py") if not path.name.startswith("make_")]
    modules = set[str]().union(*(imported(path.read_text(encoding="utf-8")) for path in files))
    others = modules - sys.stdlib_module_names - {"healthgen_db", "__future__"} - BROUGHT
    assert "pyarrow" in others
    brings = packages_distributions()
    assert [name for name in sorted(others) if not known & set(map(distribution, brings.get(name, [])))] == []
