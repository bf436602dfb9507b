"""Data files: TOML that is read into checked, frozen models. Errors name the file and the entry."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_PLACE, DEFAULT_POPULATION


class Entry(BaseModel):
    """An entry of a data file. It is frozen and refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Model = TypeVar("Model", bound=Entry)
Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise ValueError(f"low {pair[0]:g} is above high {pair[1]:g}")
    return pair


def require_sum(total: float, shares: Iterable[float], *, tolerance: float = 1e-9) -> None:
    """Raise ValueError unless the shares add up to the total."""
    found = sum(shares)
    if abs(found - total) > tolerance:
        raise ValueError(f"must add up to {total:g}, not {found:g}")


def require_score(*weights: float) -> None:
    """Raise ValueError if a score with these weights has a variance above 1."""
    if sum(weight**2 for weight in weights) > 1:
        raise ValueError(
            f"the squares of the weights {', '.join(map(str, weights))} must add up to at most 1"
        )


def adds_up_to(total: float, *, tolerance: float = 1e-9) -> AfterValidator:
    """Return a validator of a list or table of shares, which must add up to the total."""

    def check(shares: Any) -> Any:  # noqa: ANN401 - a tuple, or a dictionary of any key
        require_sum(total, shares.values() if isinstance(shares, dict) else shares, tolerance=tolerance)
        return shares

    return AfterValidator(check)


def every(names: object) -> AfterValidator:
    """Return a validator of a table, which must have an entry for every name. names: a Literal type."""

    def check(entries: dict[Key, Value]) -> dict[Key, Value]:
        if missing := sorted(set(get_args(names)) - set(entries)):
            raise ValueError(f"there is no entry for {', '.join(missing)}")
        return entries

    return AfterValidator(check)


Probability = Annotated[float, Field(ge=0, le=1)]
Range = Annotated[tuple[float, float], AfterValidator(_ordered)]
Days = Annotated[tuple[int, int], AfterValidator(_ordered)]
Shares = Annotated[dict[str, Probability], Field(min_length=1), adds_up_to(1)]
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


def read_data_file(model: type[Model], section: str, path: Path | None, overlay: str) -> Model:
    """Return a data file, by default the shipped <section>.toml, with the changes of a population of data/populations.

    Raises ConfigError that names the file, the key and what is wrong.
    """
    path = path or resource("data", f"{section}.toml")
    return checked(model, overlaid(read_toml(path), read_overlay(overlay, section)), path=path)


def place_file(place: str, name: str) -> Path:
    """Return the path of a file of a place of data/places. A place without one has that of the US."""
    own = resource("data", "places", place, name)
    return own if own.exists() else resource("data", "places", DEFAULT_PLACE, name)


def read_place_file(model: type[Model], place: str, name: str) -> Model:
    """Return the content of a file of a place. Raises ConfigError that names the file, the key and what is wrong."""
    path = place_file(place, name)
    return checked(model, read_toml(path), path=path)


def read_place_changes(model: type[Model], place: str, name: str) -> Model:
    """Return the content of a file of the US with the changes of a place: what its own file says is other there.

    Raises ConfigError that names the file, the key and what is wrong.
    """
    path, usual = place_file(place, name), place_file(DEFAULT_PLACE, name)
    changes = {} if path == usual else read_toml(path)
    return checked(model, overlaid(read_toml(usual), changes), path=path)


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


def appended(path: Path, values: Mapping[str, Any], additions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the additions: lists one after the other, and tables with the keys of both.

    Raises ConfigError that names the file of the additions and the key if something would be replaced.
    """
    result = dict(values)
    for key, more in additions.items():
        old = result.get(key)
        if isinstance(old, list) and isinstance(more, list):
            result[key] = [*old, *more]
        elif isinstance(old, dict) and isinstance(more, dict):
            if repeated := sorted(set(old) & set(more)):
                raise ConfigError(
                    f"{path}: {key}.{repeated[0]}: is given already, and nothing may replace it"
                )
            result[key] = {**old, **more}
        elif key in result:
            raise ConfigError(f"{path}: {key}: is given already, and nothing may replace it")
        else:
            result[key] = more
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
    value = item["input"]
    # The reason would be hard to find after a whole table or a list of tables.
    if isinstance(value[0] if isinstance(value, list) and value else value, dict):
        return f"{name}: {reason}" if name else reason
    return f"{name} = {value!r}: {reason}"
