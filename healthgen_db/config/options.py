"""Config: the options of a dataset, which decide every row of it.

Options that change no row are in cli/commands/load.py, api.py and loading/load_options.py.
"""

import hashlib
import stat
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import Options, hyphenated, option
from healthgen_db.config.resources import resource

# A visit_id has two digits for the visit number, and some patients have four visits a year.
LONGEST_WINDOW_YEARS = 20
# The lists of names begin with people born in the 1930s, and the calendar ends soon after the later date.
EARLIEST_DATE, LATEST_DATE = date(1950, 1, 1), date(2100, 12, 31)
DEFAULT_POPULATION = "us"
LONGEST_NAME = 100
# The default of `origin`: the same day as `today`. It is compared by identity, because a user can write every date.
SAME_AS_TODAY = date.min.replace()

LOCALITY = "One hospital"


def _known_population(name: str) -> str:
    files = resource("data", "populations").glob("*.toml")
    known = sorted([DEFAULT_POPULATION, *(path.stem for path in files)])
    if name not in known:
        raise ValueError(f"there is no such population; choose from {', '.join(known)}")
    return name


def _hospital_name(name: str) -> str:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} printable characters")
    return name.strip()


def _pool_file(pool: Path) -> Path:
    try:
        regular = stat.S_ISREG(pool.stat().st_mode)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    if not regular:
        # A load reads the pool twice, for its rows and for its digest. A FIFO can be read only once.
        raise ValueError("not a regular file; give the path of one")
    return pool


_of_one_hospital = partial(option, panel=LOCALITY)


@dataclass(frozen=True, kw_only=True)
class Config(Options):
    """Everything that determines the rows of a dataset: equal configs give equal rows, on any machine.

    Raises ConfigError that names the option, the value and what to write instead.
    """

    patients: int = option(
        1000,
        "Patients who have registered by --origin. Until a later --today, newcomers register at the same rate.",
        limits=(1, 1_000_000_000),
    )
    seed: int = option(
        42,
        "Same seed and inputs, same dataset. [bold]random[/bold] draws a seed and prints it.",
        limits=(0, 2**63 - 1),
        words="a whole number from 0, or random",
        metavar="INTEGER|random",
    )
    today: date = option(
        date.today,
        "The as-of date: nothing in the data happens after it.",
        limits=(None, LATEST_DATE),
        default="the current date",
    )
    origin: date = option(
        SAME_AS_TODAY,
        "The date by which --patients have registered; prices are relative to its month. Keep it when you load"
        " again with a later --today.",
        default="--today",
    )
    start: date = option(date(2022, 1, 1), "The first possible admission.", limits=(EARLIEST_DATE, None))
    zip_target: int = option(
        120, "Distinct ZIP codes of patients; the number of hospitals depends on it.", limits=(1, None)
    )
    zip_pool_file: Path | None = option(
        None,
        "ZIP codes to use instead of the shipped ones. Columns: zipcode (or zip, postal_code); optional: state, city.",
        metavar="FILE.csv",
        check=_pool_file,
    )
    minor_same_day_rate: float = option(
        0.425, "Base same-day rate of minor and chronic conditions at Normal or Mild severity.", limits=(0, 1)
    )
    population: str = option(
        DEFAULT_POPULATION,
        "The patients and their conditions: those of the US, or those of a small clinic.",
        metavar="us|clinic",
        check=_known_population,
    )
    single_hospital: bool = _of_one_hospital(
        False,
        "One hospital for the whole dataset; its patients live around it. Without the options below,"
        " it is in a populous ZIP code.",
    )
    hospital_name: str | None = _of_one_hospital(
        None, "Its name.", metavar="NAME", default="generated", check=_hospital_name
    )
    hospital_state: str | None = _of_one_hospital(
        None,
        "Its state, such as NY; implies --single-hospital.",
        pattern="[A-Za-z]{2}",
        words="two letters, such as NY",
        metavar="STATE",
    )
    hospital_zipcode: str | None = _of_one_hospital(
        None,
        "Its ZIP code; must be in the pool and in its state.",
        pattern="[0-9]{5}",
        words='five digits in quotes, such as "01001"',
        metavar="ZIPCODE",
        default="a populous one there",
    )
    local_share: float = _of_one_hospital(0.83, "Share of patients who live in its state.", limits=(0, 1))
    local_top_n: int = _of_one_hospital(
        600,
        "How many of the nearest ZIP codes of its state have patients; --zip-target limits all ZIP codes.",
        limits=(1, None),
    )
    local_decay: float = _of_one_hospital(
        15.0,
        "Distance in miles at which a person's chance to come has fallen to 37 %: weight exp(-miles / decay).",
        limits=(0.001, None),
        metavar="MILES",
    )
    outstate_neighbor_share: float = _of_one_hospital(
        0.6, "Of the patients from other states, the share from states that border its state.", limits=(0, 1)
    )
    messy: float = option(
        0.0,
        "Also create a messy copy of the flat tables, in schema SCHEMA_messy: this share of cells and rows gets"
        " a fault, and every fault is recorded.",
        limits=(0, 1),
        default="0, none",
    )

    def __post_init__(self) -> None:
        """Check every value, then the values together."""
        super().__post_init__()
        if self.origin is SAME_AS_TODAY:
            object.__setattr__(self, "origin", self.today)
        if self.hospital_state is not None:
            object.__setattr__(self, "hospital_state", self.hospital_state.upper())
            object.__setattr__(self, "single_hospital", True)
        self._check_dates()
        self._check_locality()

    def _check_dates(self) -> None:
        if self.today < self.start:
            raise ConfigError(
                f"--today {self.today} is before --start {self.start}; choose a later --today or an earlier --start"
            )
        if self.today.year - self.start.year > LONGEST_WINDOW_YEARS:
            raise ConfigError(
                f"--start {self.start} is more than {LONGEST_WINDOW_YEARS} years before --today {self.today}; "
                "choose a later --start"
            )
        if not self.start <= self.origin <= self.today:
            raise ConfigError(
                f"--origin {self.origin} must be from --start {self.start} to --today {self.today}: --patients is how"
                " many have registered by it"
            )

    def _check_locality(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            local = each.metadata["option"].panel == LOCALITY
            if local and value != each.default and not self.single_hospital:
                raise ConfigError(
                    f"--{hyphenated(each.name)} {value}: only a dataset with one hospital has this option; "
                    "add --single-hospital, or --hospital-state with its state"
                )

    def recorded(self) -> dict[str, Any]:
        """Return the config as JSON values for the load history, with the digest of a pool file instead of its path."""
        values = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if name != "zip_pool_file"
        }
        if self.zip_pool_file is not None:
            values["zip_pool_sha256"] = hashlib.sha256(self.zip_pool_file.read_bytes()).hexdigest()
        return values
