"""The error where there is no trained model: what to do."""

from datetime import datetime, timedelta
from shlex import quote

from healthgen_db.config.errors import ConfigError


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
