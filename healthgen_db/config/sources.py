"""Where options come from: a preset, a TOML file and flags, combined into one Config."""

import re
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import checked, hyphenated, options
from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource

# What `start` can be instead of a date.
BEFORE_ORIGIN = re.compile(r"(?P<number>[0-9]{1,5}) (?P<unit>day|year)s? before origin")


def build_config(given: Mapping[str, Any], *, preset: str | None = None, file: Path | None = None) -> Config:
    """Return the Config of a preset, a TOML file and given options. Later ones win over earlier ones.

    Raises ConfigError that names the option, the value, what to write instead, and the file that has it.
    """
    from_file = {} if file is None else read_options(file)
    values = ({} if preset is None else _read_preset(preset)) | from_file | dict(given)
    if values.get("seed") == "random":
        values["seed"] = secrets.randbelow(2**31)
    try:
        known = options(Config)
        if unknown := sorted(values.keys() - known):
            names = ", ".join(map(hyphenated, sorted(known)))
            raise ConfigError(f"{hyphenated(unknown[0])}: there is no such option; the options are {names}")
        return Config(**_with_start(values))
    except ConfigError as error:
        only_in_file = sorted(map(hyphenated, from_file.keys() - given.keys()))
        faults = [_with_file(fault, file, only_in_file) for fault in str(error).split("\n")]
        raise ConfigError("\n".join(faults)) from None


def preset_names() -> list[str]:
    """Return the names that --preset takes."""
    return sorted(path.stem for path in resource("data", "presets").glob("*.toml"))


def read_options(path: Path) -> dict[str, Any]:
    """Return the options of a TOML file without its description. In the names, hyphens become underscores.

    Raises ConfigError that names the file, and the key if one is wrong.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--config {path}: cannot be read ({error})") from error
    # tomllib raises ValueError for numbers of thousands of digits too.
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"--config {path}: not valid TOML ({error})") from error
    found = {key.replace("-", "_"): value for key, value in values.items() if key != "description"}
    for name in found:
        same = [key for key in values if key.replace("-", "_") == name]
        if len(same) > 1:
            raise ConfigError(f"--config {path}: {' and '.join(same)} are the same option; keep one")
    return found


def _read_preset(name: str) -> dict[str, Any]:
    if name not in preset_names():
        known = ", ".join(preset_names())
        raise ConfigError(f"--preset {name}: there is no such preset; choose from {known}")
    return read_options(resource("data", "presets", f"{name}.toml"))


def _with_start(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with a date in place of a start such as "3 years before origin"."""
    match = BEFORE_ORIGIN.fullmatch(str(values.get("start")))
    if match is None:
        return dict(values)
    found = {"today": datetime.now().astimezone().date(), **values}
    try:
        origin = checked(options(Config)["origin"], found.get("origin", found["today"]))
    except ValueError:
        # Config names the wrong date.
        return {name: value for name, value in found.items() if name != "start"}
    number = int(match["number"])
    if match["unit"] == "year":
        year = max(date.min.year, origin.year - number)
        # A year may have no 29 February.
        leap_day = (origin.month, origin.day) == (2, 29)
        start = date(year, 3, 1) - timedelta(days=1) if leap_day else origin.replace(year=year)
    else:
        start = date.fromordinal(max(date.min.toordinal(), origin.toordinal() - number))
    return found | {"start": start}


def _with_file(fault: str, file: Path | None, flags: Sequence[str]) -> str:
    """Add to an error message which of the options in it come from the file."""
    named = [flag for flag in flags if re.search(rf"(^|--){flag}[: ]", fault)]
    return f"{fault} (--config {file} gives {' and '.join(named)})" if named else fault
