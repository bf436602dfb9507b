"""The installed packages: healthgen, what it needs, and the extras."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from healthgen_db.doctor.section import Section

PACKAGE = "healthgen-db"
# Compiled packages: they can be installed and still not run, for example with an old C library.
COMPILED = ("numpy", "pyarrow", "psycopg", "pgpq")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+).*?(?:;.*extra *== *['\"](?P<extra>[^'\"]+)['\"].*)?$")


def packages_section() -> Section:
    """Return the versions of the packages, and what is missing."""
    section = Section("packages")
    missing = []
    for name, extra in _requirements():
        found = _version(name)
        if extra is None:
            section.facts[name] = found
            missing += [] if found else [name]
    if missing:
        section.off(
            f"not installed: {', '.join(missing)}", "Run `uv sync`, or `pip install healthgen-db` again."
        )
    for module in COMPILED:
        try:
            import_module(module)
        except Exception as error:
            section.off(
                f"the package {module} does not run here ({type(error).__name__}: {error})",
                f"Install it again: `uv sync --reinstall-package {module}`.",
            )
    return section


def healthgen_section() -> Section:
    """Return the version of healthgen, where it is, and which extras are complete."""
    section = Section("healthgen")
    section.facts = {"version": _version(PACKAGE), "folder": str(Path(__file__).parents[1])}
    needed: dict[str, list[str]] = {}
    for name, extra in _requirements():
        if extra is not None and name != PACKAGE:
            needed.setdefault(extra, []).append(name)
    for extra, names in sorted(needed.items()):
        missing = [name for name in names if _version(name) is None]
        words = (
            "installed" if not missing else "not installed" if len(missing) == len(names) else "incomplete"
        )
        section.facts[f"extra {extra}"] = words
        if words == "incomplete":
            section.off(
                f"the extra {extra} lacks {', '.join(missing)}",
                f"Run `uv sync --extra {extra}`, or `pip install 'healthgen-db[{extra}]'`.",
            )
    return section


def _requirements() -> Iterator[tuple[str, str | None]]:
    """Yield the packages that healthgen names, each with its extra."""
    for text in requires(PACKAGE) or []:
        if found := _REQUIREMENT.match(text):
            yield found["name"], found["extra"]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
