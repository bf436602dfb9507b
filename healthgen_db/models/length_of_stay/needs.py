"""What must be there before a model can be used: the extra `ml`, and a trained model. Otherwise: what to do.

It imports no scikit-learn, so the message comes even if that is missing.
"""

from datetime import datetime, timedelta
from importlib.util import find_spec
from shlex import quote

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


def no_model(number: int | None, schema: str, by: datetime | None = None) -> ConfigError:
    """Return the error for a schema without this model.

    number: None if any model would do
    by: the moment of a prediction, if there is such a model but it has learned from what happened later
    """
    which = "has no model of this data" if number is None else f"has no model {number}"
    train = f"healthgen los train --schema {quote(schema)}"
    if by is None:
        return ConfigError(f"schema {schema} {which}; train one with: {train}")
    # A model with a later cut may have seen how the stays ended that it would predict.
    return ConfigError(
        f"schema {schema} {which} that learned only from what happened before {by:%Y-%m-%d %H:%M}; train one with:"
        f" {train} --as-of {by - timedelta(days=1):%Y-%m-%d}, or predict for a later --as-of"
    )
