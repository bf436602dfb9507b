"""Config: every knob of a dataset, its default and its check; presets and TOML files."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Set
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.config.toml_file import read_options

__all__ = ["BLOCK_SIZE", "DEFAULT_POPULATION", "Config", "build_config", "preset_names"]

# visit_id leaves two digits for the visit number; the busiest patients have about four visits a year.
LONGEST_WINDOW_YEARS = 20
# Names are known by birth decade from the 1930s on, and the calendar ends some time after the later date.
EARLIEST_DATE, LATEST_DATE = date(1950, 1, 1), date(2100, 12, 31)
DEFAULT_POPULATION = "us"
# Patients computed at a time, which changes no row: enough to make numpy's overhead small, few enough for a block's
# arrays to stay in the cache.
BLOCK_SIZE = 16_384
LONGEST_NAME = 100
# What only makes sense around one hospital.
LOCALITY_OPTIONS = (
    "hospital_name",
    "hospital_state",
    "hospital_zipcode",
    "local_share",
    "local_top_n",
    "local_decay",
    "outstate_neighbor_share",
)


class Config(BaseModel):
    """What determines every row of a dataset: equal configs give equal rows, on any machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patients: int = Field(1000, ge=1, le=1_000_000_000, description="patients in the dataset")
    seed: int = Field(42, ge=0, lt=2**63, description="same seed and inputs, same rows")
    today: date = Field(default_factory=date.today, description="nothing in the data lies after this date")
    origin: date = Field(default_factory=date.today, description="birth dates are anchored here")
    start: date = Field(date(2022, 1, 1), ge=EARLIEST_DATE, description="the first possible admission")
    zip_target: int = Field(120, ge=1, description="distinct patient ZIP codes")
    zip_pool_file: Path | None = Field(
        None, description="CSV of ZIP codes to use in place of the shipped pool"
    )
    minor_same_day_rate: float = Field(
        0.425,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="base same-day rate of minor and chronic visits at Normal or Mild severity",
    )
    population: str = Field(
        DEFAULT_POPULATION, description="who the patients are and what they come for: us or clinic"
    )
    single_hospital: bool = Field(
        False, description="one hospital for the whole dataset, with its patients around it"
    )
    hospital_name: str | None = Field(None, description="the one hospital's name")
    hospital_state: str | None = Field(None, description="the one hospital's state; turns single_hospital on")
    hospital_zipcode: str | None = Field(None, description="the one hospital's ZIP code")
    local_share: float = Field(
        0.83, ge=0, le=1, allow_inf_nan=False, description="share of patients living in the hospital's state"
    )
    local_top_n: int = Field(600, ge=1, description="nearest in-state ZIP codes that form the catchment")
    local_decay: float = Field(
        15.0,
        ge=0.001,
        allow_inf_nan=False,
        description="miles over which a person's chance to come falls to 1/e; smaller is tighter",
    )
    outstate_neighbor_share: float = Field(
        0.6,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="of the out-of-state patients, the share from states that border the hospital's",
    )
    messy: float = Field(
        0.0,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="share of cells and rows with a fault in a messy copy beside the dataset; 0 makes none",
    )

    @field_validator("population")
    @classmethod
    def _known_population(cls, name: str) -> str:
        if name not in (known := _population_names()):
            raise ValueError(f"there is no such population; choose from {', '.join(known)}")
        return name

    @field_validator("hospital_name")
    @classmethod
    def _readable_name(cls, name: str | None) -> str | None:
        if name is not None and (not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME):
            raise ValueError(f"a name has 1 to {LONGEST_NAME} printable characters")
        return name and name.strip()

    @field_validator("hospital_state")
    @classmethod
    def _state_code(cls, state: str | None) -> str | None:
        if state is not None and not re.fullmatch(r"[A-Za-z]{2}", state):
            raise ValueError("a state is given by its two letters, such as NY")
        return state and state.upper()

    @field_validator("hospital_zipcode", mode="before")
    @classmethod
    def _five_digits(cls, zipcode: object) -> object:
        if zipcode is not None and not (isinstance(zipcode, str) and re.fullmatch(r"[0-9]{5}", zipcode)):
            raise ValueError('a ZIP code is five digits in quotes, such as "01001"')
        return zipcode

    @model_validator(mode="before")
    @classmethod
    def _origin_follows_today(cls, values: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever it was given
        if isinstance(values, dict) and values.get("origin") is None and values.get("today") is not None:
            return {**values, "origin": values["today"]}
        return values

    @model_validator(mode="before")
    @classmethod
    def _state_means_one_hospital(cls, values: Any) -> Any:  # noqa: ANN401 - pydantic again
        if isinstance(values, dict) and values.get("hospital_state") is not None:
            return {"single_hospital": True, **values}
        return values

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.today > LATEST_DATE:
            raise ValueError(f"--today {self.today} lies after {LATEST_DATE}; choose an earlier --today")
        if self.today < self.start:
            raise ValueError(
                f"--today {self.today} lies before --start {self.start}; choose a later --today or an earlier --start"
            )
        if self.today.year - self.start.year > LONGEST_WINDOW_YEARS:
            raise ValueError(
                f"--start {self.start} lies more than {LONGEST_WINDOW_YEARS} years before --today {self.today}; "
                "choose a later --start"
            )
        if not self.today.year - LONGEST_WINDOW_YEARS <= self.origin.year or self.origin > self.today:
            raise ValueError(
                f"--origin {self.origin} must lie in the {LONGEST_WINDOW_YEARS} years up to --today {self.today}, "
                "because birth dates are anchored there"
            )
        return self

    @model_validator(mode="after")
    def _locality_needs_one_hospital(self) -> Self:
        fields = type(self).model_fields
        idle = [name for name in LOCALITY_OPTIONS if getattr(self, name) != fields[name].default]
        if idle and not self.single_hospital:
            raise ValueError(
                f"{_option(idle[0])} {getattr(self, idle[0])}: only a dataset with one hospital has this; "
                "add --single-hospital, or --hospital-state with its state"
            )
        return self

    def recorded(self) -> dict[str, Any]:
        """Return the config as JSON values for the books; a pool file by its content, as its path may change."""
        values = self.model_dump(mode="json", exclude={"zip_pool_file"})
        if self.zip_pool_file is not None:
            values["zip_pool_sha256"] = hashlib.sha256(self.zip_pool_file.read_bytes()).hexdigest()
        return values


def build_config(flags: Mapping[str, Any], *, preset: str | None = None, file: Path | None = None) -> Config:
    """Combine a preset, a TOML file and flags (the later wins; None means not given) into a checked Config.

    Raises ConfigError, naming the option, the value and what would do, and the file that gives it.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    values = {} if preset is None else _read_preset(preset)
    from_file = {} if file is None else read_options(file, _kinds())
    values |= from_file | given
    seed = values.get("seed")
    if seed == "random":
        values["seed"] = secrets.randbelow(2**31)
    elif isinstance(seed, str) and not seed.lstrip("+-").isdecimal():
        raise ConfigError(f"--seed {seed}: write a whole number from 0 on, or random to have one drawn")
    try:
        config = Config.model_validate(values)
        _refuse_missing(config.zip_pool_file)
    except ValidationError as error:
        faults = [_explain(fault) for fault in error.errors()]
    except ConfigError as error:
        faults = [str(error)]
    else:
        return config
    # Raised here, as pydantic says the same again in words of its own, which would only hide ours.
    raise ConfigError("\n".join(_placed(fault, file, from_file.keys() - given.keys()) for fault in faults))


def _kinds() -> dict[str, Any]:
    return {name: field.annotation for name, field in Config.model_fields.items()}


def _placed(fault: str, file: Path | None, names: Set[str]) -> str:
    """Say of a fault which of the options it names are given by the file."""
    named = sorted(
        name.replace("_", "-") for name in names if re.search(rf"(^|--){name.replace('_', '-')}[: ]", fault)
    )
    return f"{fault} (--config {file} gives {' and '.join(named)})" if named else fault


def _population_names() -> list[str]:
    return sorted(
        [DEFAULT_POPULATION, *(path.stem for path in resource("data", "populations").glob("*.toml"))]
    )


def preset_names() -> list[str]:
    """Return the names that --preset takes."""
    return sorted(path.stem for path in resource("data", "presets").glob("*.toml"))


def _refuse_missing(pool: Path | None) -> None:
    try:
        missing = pool is not None and not pool.is_file()
        folder = pool is not None and pool.is_dir()
    except OSError as error:
        raise ConfigError(f"--zip-pool-file {pool}: {error.strerror}") from error
    if missing:
        reason = "this is a folder; give the file in it" if folder else "there is no such file"
        raise ConfigError(f"--zip-pool-file {pool}: {reason}")


def _read_preset(name: str) -> dict[str, Any]:
    if name not in preset_names():
        raise ConfigError(
            f"--preset {name}: there is no such preset; choose from {', '.join(preset_names())}"
        )
    return read_options(resource("data", "presets", f"{name}.toml"), _kinds())


def _explain(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails is a TypedDict of its core
    """Turn one pydantic error into a line that names the option as the user wrote it."""
    if not error["loc"]:
        return str(error["ctx"]["error"])
    name = str(error["loc"][0]).replace("_", "-")
    if error["type"] == "extra_forbidden":
        known = ", ".join(sorted(field.replace("_", "-") for field in Config.model_fields))
        return f"{name}: there is no such option; the options are {known}"
    reason = error["msg"].removeprefix("Value error, ")
    return f"--{name} {error['input']}: {reason[0].lower()}{reason[1:]}"


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"
