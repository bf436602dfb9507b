"""A realistic synthetic US healthcare warehouse in PostgreSQL.

The public API is what __all__ names. Each name is imported when it is first used, so that the command line starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from healthgen_db.api import load, patients, validate
    from healthgen_db.config.errors import HealthgenError
    from healthgen_db.config.options import Config
    from healthgen_db.schema.tables import metadata
    from healthgen_db.world.world import build_world

    __version__: str

__all__ = [
    "Config",
    "HealthgenError",
    "__version__",
    "build_world",
    "load",
    "metadata",
    "patients",
    "validate",
]

_MODULES = {
    "Config": "healthgen_db.config.options",
    "HealthgenError": "healthgen_db.config.errors",
    "build_world": "healthgen_db.world.world",
    "load": "healthgen_db.api",
    "metadata": "healthgen_db.schema.tables",
    "patients": "healthgen_db.api",
    "validate": "healthgen_db.api",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each name has its own type
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - it takes 40 ms

        return version("healthgen-db")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
