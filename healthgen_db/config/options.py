"""Config: every option of a dataset, with its default, its limits and its help text.

The command line, presets and TOML files all derive their options from the fields of Config.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_type_hints

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource

# visit_id leaves two digits for the visit number; the busiest patients have about four visits a year.
LONGEST_WINDOW_YEARS = 20
# Names are known by birth decade from the 1930s on, and the calendar ends some time after the later date.
EARLIEST_DATE, LATEST_DATE = date(1950, 1, 1), date(2100, 12, 31)
DEFAULT_POPULATION = "us"
LONGEST_NAME = 100
# The default of `origin`: the same day as `today`.
SAME_AS_TODAY = date.min

DATASET = "What to make"
LOCALITY = "One hospital"


@dataclass(frozen=True)
class Option:
    """What an option means, what it takes, and how the command line shows it."""

    help: str
    low: float | date | None = None
    high: float | date | None = None
    panel: str = DATASET
    metavar: str | None = None
    default: str | None = None
    """The default in words, where its value does not say it."""
    name: str = ""
    kind: type = str


def _of_one_hospital(help_text: str, **more: Any) -> Option:  # noqa: ANN401 - fields of Option
    return Option(help_text, panel=LOCALITY, **more)


@dataclass(frozen=True, kw_only=True)
class Config:
    """What determines every row of a dataset: equal configs give equal rows, on any machine.

    Raises ConfigError, naming the option, the value and what would do.
    """

    patients: Annotated[int, Option("Patients in the dataset.", 1, 1_000_000_000)] = 1000
    seed: Annotated[
        int,
        Option(
            "Same seed and inputs, same dataset. [bold]random[/bold] draws one and reports it.",
            0,
            2**63 - 1,
            metavar="INTEGER|random",
        ),
    ] = 42
    today: Annotated[
        date,
        Option("Nothing in the data lies after this date.", high=LATEST_DATE, default="the current date"),
    ] = field(default_factory=date.today)
    origin: Annotated[
        date,
        Option(
            "Birth dates are anchored here: keep it when you load again with a later --today.",
            default="--today",
        ),
    ] = SAME_AS_TODAY
    start: Annotated[date, Option("The first possible admission.", EARLIEST_DATE)] = date(2022, 1, 1)
    zip_target: Annotated[
        int, Option("Distinct patient ZIP codes; how many hospitals there are follows from it.", 1)
    ] = 120
    zip_pool_file: Annotated[
        Path | None,
        Option(
            "ZIP codes to use in place of the shipped ones: columns zipcode (or zip, postal_code) and, if you"
            " like, state and city.",
            metavar="FILE.csv",
        ),
    ] = None
    minor_same_day_rate: Annotated[
        float, Option("Base same-day rate of minor and chronic conditions at Normal or Mild severity.", 0, 1)
    ] = 0.425
    population: Annotated[
        str,
        Option(
            "Who the patients are and what they come for: the US, or a small clinic's.", metavar="us|clinic"
        ),
    ] = DEFAULT_POPULATION
    single_hospital: Annotated[
        bool,
        _of_one_hospital(
            "One hospital for the whole dataset, with its patients around it. Without the options below, it"
            " stands in a populous place of the pool.",
        ),
    ] = False
    hospital_name: Annotated[
        str | None, _of_one_hospital("Its name.", metavar="NAME", default="generated")
    ] = None
    hospital_state: Annotated[
        str | None,
        _of_one_hospital(
            "Its state, such as NY; makes the dataset one of a single hospital.", metavar="STATE"
        ),
    ] = None
    hospital_zipcode: Annotated[
        str | None,
        _of_one_hospital(
            "Its ZIP code, one of the pool and of its state.",
            metavar="ZIPCODE",
            default="a populous one there",
        ),
    ] = None
    local_share: Annotated[
        float, _of_one_hospital("Share of patients who live in its state.", low=0, high=1)
    ] = 0.83
    local_top_n: Annotated[
        int,
        _of_one_hospital(
            "How many of the nearest ZIP codes in the state its patients come from; --zip-target says how many"
            " ZIP codes are used in all.",
            low=1,
        ),
    ] = 600
    local_decay: Annotated[
        float,
        _of_one_hospital(
            "Miles after which a person's chance to come has fallen to 37 %: weight exp(-miles / decay), so"
            " smaller is tighter.",
            low=0.001,
            metavar="MILES",
        ),
    ] = 15.0
    outstate_neighbor_share: Annotated[
        float,
        _of_one_hospital(
            "Of the patients from other states, the share from states that border on its own.", low=0, high=1
        ),
    ] = 0.6
    messy: Annotated[
        float,
        Option(
            "Also make a messy copy of the flat tables, in schema SCHEMA_messy: faults in this share of cells and"
            " rows, each on record.",
            0,
            1,
            default="0, none",
        ),
    ] = 0.0

    def __post_init__(self) -> None:
        """Check every value, then the values together."""
        known = options()
        faults = []
        for each in fields(self):
            try:
                object.__setattr__(self, each.name, _checked(known[each.name], getattr(self, each.name)))
            except ValueError as error:
                faults.append(f"--{_flag(each.name)} {getattr(self, each.name)}: {error}")
        if faults:
            raise ConfigError("\n".join(faults))
        if self.origin == SAME_AS_TODAY:
            object.__setattr__(self, "origin", self.today)
        if self.hospital_state is not None:
            object.__setattr__(self, "single_hospital", True)
        self._check_dates()
        self._check_locality()

    def _check_dates(self) -> None:
        if self.today < self.start:
            raise ConfigError(
                f"--today {self.today} lies before --start {self.start}; choose a later --today or an earlier --start"
            )
        if self.today.year - self.start.year > LONGEST_WINDOW_YEARS:
            raise ConfigError(
                f"--start {self.start} lies more than {LONGEST_WINDOW_YEARS} years before --today {self.today}; "
                "choose a later --start"
            )
        if not self.today.year - LONGEST_WINDOW_YEARS <= self.origin.year or self.origin > self.today:
            raise ConfigError(
                f"--origin {self.origin} must lie in the {LONGEST_WINDOW_YEARS} years up to --today {self.today}, "
                "because birth dates are anchored there"
            )

    def _check_locality(self) -> None:
        local = [each for each in fields(self) if options()[each.name].panel == LOCALITY]
        idle = [each.name for each in local if getattr(self, each.name) != each.default]
        if idle and not self.single_hospital:
            raise ConfigError(
                f"--{_flag(idle[0])} {getattr(self, idle[0])}: only a dataset with one hospital has this; "
                "add --single-hospital, or --hospital-state with its state"
            )

    def recorded(self) -> dict[str, Any]:
        """Return the config as JSON values for the load history; a pool file by its content, as its path may change."""
        values = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if name != "zip_pool_file"
        }
        if self.zip_pool_file is not None:
            values["zip_pool_sha256"] = hashlib.sha256(self.zip_pool_file.read_bytes()).hexdigest()
        return values


@cache
def options() -> Mapping[str, Option]:
    """Return what each field of Config takes, by its name, in the order of the fields."""
    found = {}
    for name, annotation in get_type_hints(Config, include_extras=True).items():
        hint, option = get_args(annotation)
        kinds = [kind for kind in get_args(hint) or (hint,) if kind is not NoneType]
        found[name] = Option(**{**asdict(option), "name": name, "kind": kinds[0]})
    return found


# What a value of each kind may be given as, and how to write it. Python counts True as 1, and a moment as a day.
KINDS: dict[type, tuple[tuple[type, ...], str]] = {
    int: ((int,), "a whole number, without quotes or a point"),
    float: ((int, float), "a number, without quotes"),
    bool: ((bool,), "true or false, without quotes"),
    date: ((date,), "a day, such as 2026-06-30"),
    str: ((str,), "text in quotes"),
    Path: ((Path, str), "a path in quotes"),
}


def _checked(option: Option, value: Any) -> Any:  # noqa: ANN401 - a value of the field's own kind
    """Return the value as its field keeps it. Raises ValueError that says what to write instead."""
    if value is None and option.kind in (str, Path):
        return None
    if option.kind is date and isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        value = date.fromisoformat(value)
    digits = isinstance(value, str) and re.fullmatch(r"[0-9]{5}", value)
    if option.name == "hospital_zipcode" and not digits:
        raise ValueError('a ZIP code is five digits in quotes, such as "01001"')
    accepted, words = KINDS[option.kind]
    fits = isinstance(value, accepted) and isinstance(value, bool) == (option.kind is bool)
    if not fits or isinstance(value, datetime) or (option.kind is float and not math.isfinite(value)):
        raise ValueError(f"write {words}")
    if value != SAME_AS_TODAY:
        _check_limits(option, value)
    if option.name in CHECKS:
        return CHECKS[option.name](value)
    return option.kind(value) if option.kind in (float, Path) else value


def _check_limits(option: Option, value: Any) -> None:  # noqa: ANN401 - a value of the field's own kind
    low, high = option.low, option.high
    if (low is not None and value < low) or (high is not None and value > high):
        limits = [f"{word} {limit}" for word, limit in (("from", low), ("up to", high)) if limit is not None]
        raise ValueError(f"write a value {' '.join(limits)}")


def _known_population(name: str) -> str:
    known = sorted(
        [DEFAULT_POPULATION, *(path.stem for path in resource("data", "populations").glob("*.toml"))]
    )
    if name not in known:
        raise ValueError(f"there is no such population; choose from {', '.join(known)}")
    return name


def _hospital_name(name: str) -> str:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} printable characters")
    return name.strip()


def _state_code(state: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", state):
        raise ValueError("a state is given by its two letters, such as NY")
    return state.upper()


def _pool_file(path: Path | str) -> Path:
    pool = Path(path)
    try:
        if pool.is_file():
            return pool
        if pool.is_dir():
            raise ValueError("this is a folder; give the file in it")
        # A FIFO cannot be read twice, and the load reads the pool and its digest.
        reason = "this is no regular file; save its content as a file first" if pool.exists() else None
    except OSError as error:
        raise ValueError(error.strerror) from error
    raise ValueError(reason or "there is no such file")


CHECKS = {
    "population": _known_population,
    "hospital_name": _hospital_name,
    "hospital_state": _state_code,
    "zip_pool_file": _pool_file,
}


def _flag(name: str) -> str:
    return name.replace("_", "-")
