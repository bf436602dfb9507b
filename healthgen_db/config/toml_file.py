"""Config files: options in TOML, under either spelling of their names, each of the kind that its option takes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError

__all__ = ["read_options"]

# What an option of a kind may be given as, and how to write that. Python counts True as 1, and a moment as a day.
KINDS: dict[Any, tuple[tuple[type, ...], str]] = {
    int: ((int,), "a whole number, without quotes or a point"),
    float: ((int, float), "a number, without quotes"),
    bool: ((bool,), "true or false, without quotes"),
    date: ((date,), "a day, such as 2026-06-30"),
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_options(path: Path, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a file by their names with underscores; a description is left out.

    kinds: what each option takes. Raises ConfigError, naming the file, and the key where it is at fault.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--config {path}: cannot be read ({error})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"--config {path}: not valid TOML ({error})") from error
    options: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        if name in options:
            raise ConfigError(
                f"--config {path}: {name.replace('_', '-')} is there twice, as {name} too; keep one"
            )
        if name != "description":
            _check_kind(path, key, value, kinds.get(name))
            options[name] = value
    return options


def _check_kind(path: Path, key: str, value: Any, kind: Any) -> None:  # noqa: ANN401 - any value, any annotation
    if kind not in KINDS or (key == "seed" and value == "random"):
        return
    accepted, words = KINDS[kind]
    fits = isinstance(value, accepted) and isinstance(value, bool) == (kind is bool)
    if kind is date:
        in_words = isinstance(value, str) and DAY.fullmatch(value) is not None
        fits = in_words or (fits and not isinstance(value, datetime))
    if not fits:
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        raise ConfigError(f"--config {path}: {key} = {shown}: write {words}")
