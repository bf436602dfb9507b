"""What must be there before a model can be used: the extra `ml`, and a trained model. Otherwise: what to do.

It imports no scikit-learn, so the message comes even if that is missing.
"""

from importlib.util import find_spec

from healthgen_db.config.errors import ConfigError

PACKAGES = {"sklearn": "scikit-learn", "skops": "skops"}


def require_ml(command: str) -> None:
    """Raise ConfigError if the packages of the extra `ml` are not installed. command: such as "healthgen los train"."""
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise ConfigError(
            f"{command} needs {' and '.join(missing)}: run it with uv run --extra ml {command}, or install the extra"
            " with pip install 'healthgen-db[ml]'"
        )


def no_model(number: int | None, schema: str) -> ConfigError:
    """Return the error for a schema without this model. number: None if it has none at all."""
    which = "has no model" if number is None else f"has no model {number}"
    return ConfigError(f"schema {schema} {which}; train one with: healthgen los train --schema {schema}")
