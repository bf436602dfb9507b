"""Options as dataclass fields, with their defaults, limits and help texts.

The command line, presets and TOML files get their options from these fields.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from healthgen_db.config.errors import ConfigError

DATASET = "Dataset"


@dataclass(frozen=True)
class Option:
    """What an option means, which values it takes, and how the command line shows it."""

    help: str
    limits: tuple[float | date | None, float | date | None] = (None, None)
    """The lowest and the highest value; None: no limit."""
    pattern: str = ".*"
    """Regular expression that a text matches as a whole."""
    offered: Callable[[], list[str]] | None = None
    """Returns the values that a shell offers for the Tab key. Without it, it offers the words of a pattern json|hl7."""
    words: str | None = None
    """What to write for a value, if its kind does not say it."""
    panel: str = DATASET
    metavar: str | None = None
    default: str | None = None
    """The default as the command line shows it; None: it shows none."""
    flags: tuple[str, ...] = ()
    """What users write on the command line, if it is not the name."""
    envvar: str | None = None
    """The environment variable that gives a default."""
    check: Callable[[Any], Any] | None = None
    """Returns a checked value as the field stores it. Raises ValueError that says what is wrong."""
    name: str = ""
    kind: type = str
    optional: bool = False
    """Whether the value may be None."""


def option(default: Any, help_text: str, /, **more: Any) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Return a dataclass field with an Option. default: a value, a function that returns one, or MISSING."""
    unshown = callable(default) or default is None or default is False or default is MISSING
    shown = None if unshown else str(default)
    described = {"option": Option(help_text, **{"default": shown, **more})}
    if callable(default):
        return field(default_factory=default, metadata=described)
    return field(default=default, metadata=described)


def options(kind: type[Options]) -> Mapping[str, Option]:
    """Return the options of a class by name, in the order of its fields."""
    hints = get_type_hints(kind)
    found = {}
    for each in fields(kind):
        if "option" in each.metadata:
            types = get_args(hints[each.name]) or (hints[each.name],)
            described: Option = each.metadata["option"]
            found[each.name] = replace(
                described,
                name=each.name,
                flags=described.flags or (f"--{hyphenated(each.name)}",),
                kind=types[0],
                optional=NoneType in types,
            )
    return found


@dataclass(frozen=True, kw_only=True)
class Options:
    """The base of dataclasses whose fields are options. Raises ConfigError that lists every wrong value."""

    def __post_init__(self) -> None:
        """Check every value."""
        faults = []
        for name, each in options(type(self)).items():
            try:
                object.__setattr__(self, name, checked(each, getattr(self, name)))
            except ValueError as error:
                faults.append(f"{each.flags[0]} {_shown(getattr(self, name))}: {error}")
        if faults:
            raise ConfigError("\n".join(faults))


def hyphenated(name: str) -> str:
    """Return the name of an option as users write it."""
    return name.replace("_", "-")


def _shown(value: object) -> str:
    """Return a wrong value for its error message, on one line."""
    try:
        return " ".join(str(value).splitlines())
    except ValueError:
        # Python writes no numbers of thousands of digits.
        return "(a number of thousands of digits)"


# For each kind of option: the Python types of its values, and what to write. In Python, True is an int and a datetime
# is a date.
KINDS: dict[type, tuple[tuple[type, ...], str]] = {
    int: ((int,), "a whole number, without quotes or a point"),
    float: ((int, float), "a number, without quotes"),
    bool: ((bool,), "true or false, without quotes"),
    date: ((date,), "a date, such as 2026-06-30"),
    str: ((str,), "text in quotes"),
    Path: ((Path, str), "a path"),
}


def checked(option: Option, value: Any) -> Any:  # noqa: ANN401 - a value of the option's kind
    """Return the value with the type of its field. Raises ValueError that says what to write instead."""
    if value is None and option.optional:
        return None
    if option.kind is date and isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    accepted, words = KINDS[option.kind]
    fits = isinstance(value, accepted) and isinstance(value, bool) == (option.kind is bool)
    finite = option.kind is not float or isinstance(value, int) or (fits and math.isfinite(value))
    matches = option.kind is not str or (fits and re.fullmatch(option.pattern, value, re.DOTALL))
    empty = option.kind is Path and not str(value).strip()
    if not (fits and finite and matches) or empty or isinstance(value, datetime):
        raise ValueError(f"write {option.words or words}")
    low, high = option.limits
    if (low is not None and value < low) or (high is not None and value > high):
        limits = [f"{word} {limit}" for word, limit in (("from", low), ("up to", high)) if limit is not None]
        raise ValueError(f"write a value {' '.join(limits)}")
    if option.kind in {float, Path}:
        try:
            value = option.kind(value)
        except OverflowError as error:
            raise ValueError("write a smaller number") from error
    return value if option.check is None else option.check(value)
