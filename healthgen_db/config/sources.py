"""Where options come from: a preset, a TOML file and flags, combined into one Config."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config, options
from healthgen_db.config.resources import resource


def build_config(flags: Mapping[str, Any], *, preset: str | None = None, file: Path | None = None) -> Config:
    """Combine a preset, a TOML file and flags into a checked Config. The later wins; None means not given.

    Raises ConfigError, naming the option, the value and what would do, and the file that gives it.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    from_file = {} if file is None else read_options(file)
    values = ({} if preset is None else _read_preset(preset)) | from_file | given
    seed = values.get("seed")
    if seed == "random":
        values["seed"] = secrets.randbelow(2**31)
    elif "seed" in given:
        if not str(seed).lstrip("+-").isdecimal():
            raise ConfigError(f"--seed {seed}: write a whole number from 0 on, or random to have one drawn")
        values["seed"] = int(str(seed))
    try:
        if unknown := sorted(values.keys() - options().keys()):
            known = ", ".join(sorted(name.replace("_", "-") for name in options()))
            name = unknown[0].replace("_", "-")
            raise ConfigError(f"{name}: there is no such option; the options are {known}")
        return Config(**values)
    except ConfigError as error:
        faults = [_placed(fault, file, from_file.keys() - given.keys()) for fault in str(error).split("\n")]
        raise ConfigError("\n".join(faults)) from None


def preset_names() -> list[str]:
    """Return the names that --preset takes."""
    return sorted(path.stem for path in resource("data", "presets").glob("*.toml"))


def read_options(path: Path) -> dict[str, Any]:
    """Return the options of a TOML file by their names with underscores; a description is left out.

    Raises ConfigError, naming the file, and the key where it is at fault.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--config {path}: cannot be read ({error})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"--config {path}: not valid TOML ({error})") from error
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        if name in found:
            raise ConfigError(
                f"--config {path}: {name.replace('_', '-')} is there twice, as {name} too; keep one"
            )
        if name != "description":
            found[name] = value
    return found


def _read_preset(name: str) -> dict[str, Any]:
    if name not in preset_names():
        raise ConfigError(
            f"--preset {name}: there is no such preset; choose from {', '.join(preset_names())}"
        )
    return read_options(resource("data", "presets", f"{name}.toml"))


def _placed(fault: str, file: Path | None, names: Set[str]) -> str:
    """Add to a fault which of the options it names the file gives."""
    flags = (name.replace("_", "-") for name in names)
    named = sorted(flag for flag in flags if re.search(rf"(^|--){flag}[: ]", fault))
    return f"{fault} (--config {file} gives {' and '.join(named)})" if named else fault
