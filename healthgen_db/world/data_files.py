"""Data files: TOML that is read into checked, frozen models. Errors name the file and the entry."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from math import isclose
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import DEFAULT_POPULATION
from healthgen_db.config.resources import resource


class Entry(BaseModel):
    """An entry of a data file. It is frozen and refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Model = TypeVar("Model", bound=Entry)


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise ValueError(f"low {pair[0]:g} is above high {pair[1]:g}")
    return pair


def add_up_to_one(shares: tuple[float, ...]) -> tuple[float, ...]:
    """Return the shares. Raises ValueError if they do not add up to 1."""
    if not isclose(sum(shares), 1, abs_tol=1e-9):
        raise ValueError(f"shares {', '.join(map(str, shares))} must add up to 1, not {sum(shares):g}")
    return shares


def _values_add_up_to_one(shares: dict[str, float]) -> dict[str, float]:
    add_up_to_one(tuple(shares.values()))
    return shares


Probability = Annotated[float, Field(ge=0, le=1)]
Range = Annotated[tuple[float, float], AfterValidator(_ordered)]
Days = Annotated[tuple[int, int], AfterValidator(_ordered)]
Shares = Annotated[dict[str, Probability], Field(min_length=1), AfterValidator(_values_add_up_to_one)]
Weight = Annotated[float, Field(ge=0)]
Months = Annotated[tuple[Weight, ...], Field(min_length=12, max_length=12)]
Weekdays = Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)]


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises ConfigError if the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML ({error})") from error


def read_overlay(population: str, section: str) -> dict[str, Any]:
    """Return what a population of data/populations changes in a section; the default population changes nothing."""
    if population == DEFAULT_POPULATION:
        return {}
    changes: dict[str, Any] = read_toml(resource("data", "populations", f"{population}.toml")).get(
        section, {}
    )
    return changes


def overlaid(values: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the changes applied: nested tables key by key, lists as a whole."""
    result = dict(values)
    for key, change in changes.items():
        old = result.get(key)
        result[key] = overlaid(old, change) if isinstance(old, dict) and isinstance(change, dict) else change
    return result


def checked(model: type[Model], values: object, *, path: Path, entry: str = "") -> Model:
    """Return the values as a model.

    Raises ConfigError that names the file, the entry and every wrong value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        where = f"{path.name}: {entry}: " if entry else f"{path.name}: "
        raise ConfigError("\n".join(where + _explain(item) for item in error.errors())) from error


def _explain(item: Mapping[str, Any]) -> str:
    """Return one pydantic error as 'key[2].part = value: what is wrong'."""
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in item["loc"]).lstrip(".")
    if item["type"] == "missing":
        return f"{name} is missing"
    if item["type"] == "extra_forbidden":
        return f"{name}: there is no such key"
    reason = str(item["msg"]).removeprefix("Value error, ")
    if isinstance(item["input"], dict):  # a whole table would hide the reason
        return f"{name}: {reason}" if name else reason
    return f"{name} = {item['input']!r}: {reason}"
