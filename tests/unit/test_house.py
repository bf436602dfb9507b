"""The house: imports point down from layer to layer and never in a circle; folders and files stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import healthgen_db

PACKAGE = Path(healthgen_db.__file__).parent
# From the top to the bottom. A module imports from its own layer and from those below it.
LAYERS = [
    "cli", "doctor", "data", "spark", "api", "target", "stage_list", "report", "briefing", "charts", "models",
    "stream", "kpis", "loading", "parquet", "publish", "checks", "export", "reader", "history", "schema", "postgres",
    "local_server", "messy", "operations", "generate", "stages", "world", "progress", "other_processes",
    "systems", "config",
]  # fmt: skip
MOST_FILES, MOST_LINES, LONGEST_FUNCTION = 16, 300, 60


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a module imports, at its beginning or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            parts = [f"{node.module}.{name.name}" for name in node.names]
            yield from (part if part in MODULES else node.module for part in parts)


GRAPH = {name: set(imported(path)) - {name} for name, path in MODULES.items()}


def layer(module: str) -> int:
    """Return the number of a module's layer, from 0 at the top. Raises ValueError if it is in none."""
    return LAYERS.index(module.split(".")[1])


def test_the_graph_has_the_imports() -> None:
    assert "healthgen_db.config.options" in GRAPH["healthgen_db.world.world"]
    assert "healthgen_db.loading.load" in GRAPH["healthgen_db.api"]


def test_imports_point_down() -> None:
    upward = [
        f"{name} imports {other}"
        for name, found in GRAPH.items()
        for other in sorted(found)
        if name != "healthgen_db" and (other == "healthgen_db" or layer(other) < layer(name))
    ]
    assert upward == []


def test_no_import_goes_in_a_circle() -> None:
    assert list(TopologicalSorter(GRAPH).static_order())


def test_folders_files_and_functions_stay_small() -> None:
    folders = {path.parent for path in MODULES.values()}
    assert [folder for folder in folders if len(list(folder.glob("*.py"))) > MOST_FILES] == []
    assert [name for name, path in MODULES.items() if len(path.read_text().splitlines()) > MOST_LINES] == []
    long = [
        f"{name}.{node.name}"
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and lines_of_code(node) > LONGEST_FUNCTION
    ]
    assert long == []


def lines_of_code(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body, its docstring and its parameters aside."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_every_folder_says_what_is_in_it() -> None:
    folders = [path for path in MODULES.values() if path.name == "__init__.py"]
    docstrings = {path: ast.get_docstring(ast.parse(path.read_text())) or "" for path in folders}
    assert [path for path, text in docstrings.items() if len(text.splitlines()) < 3] == []
