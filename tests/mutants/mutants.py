"""The list of generator mutants: reads generator.toml, and applies a mutant to a copy of the package."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LIST", "PACKAGE", "Mutant", "copy_package", "read_mutants"]

LIST = Path(__file__).with_name("generator.toml")
PACKAGE = Path(__file__).parents[2] / "healthgen_db"


@dataclass(frozen=True)
class Mutant:
    """A change of one file of the generator that takes one effect away."""

    file: str
    text: str
    instead: str
    takes_away: str
    dataset: str = "nationwide"
    unit_test: str = ""
    """The unit test that notices it, where no rule or metric can."""

    def changed(self, source: str) -> str:
        """Return the source with the change. Raises ValueError unless the text occurs exactly once."""
        if (found := source.count(self.text)) != 1:
            raise ValueError(f"{self.file}: {self.text!r} occurs {found} times, not once ({self.takes_away})")
        return source.replace(self.text, self.instead)

    def apply(self, package: Path) -> None:
        """Change the file below this folder of the package."""
        path = package / self.file
        path.write_text(self.changed(path.read_text(encoding="utf-8")), encoding="utf-8")


def read_mutants() -> list[Mutant]:
    """Read generator.toml."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutants"]
    return [Mutant(**entry) for entry in entries]


def copy_package(folder: Path) -> Path:
    """Copy the package into a folder, beside links to what it reads; return the package's new path."""
    package = folder / PACKAGE.name
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("sql", "migrations"):
        (folder / name).symlink_to(PACKAGE.with_name(name))
    return package
