"""Config: the options of a dataset, which decide every row of it.

Options that change no row are in cli/commands/load.py, api.py and loading/load_options.py.
"""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import Options, hyphenated, option
from healthgen_db.config.values import (
    DEFAULT_PLACE,
    DEFAULT_POPULATION,
    STANDARD,
    known_conditions,
    known_place,
    known_population,
    list_of_states,
    name_of_hospital,
    pool_file,
)

# A visit_id has two digits for the visit number, and some patients have four visits a year.
LONGEST_WINDOW_YEARS = 20
# The lists of names begin with people born in the 1930s, and the calendar ends soon after the later date.
EARLIEST_DATE, LATEST_DATE = date(1950, 1, 1), date(2100, 12, 31)
# A network is the hospitals of one metropolitan area. All of them are computed for every patient.
LARGEST_NETWORK = 50
# The default of `origin`: the same day as `today`. It is compared by identity, because a user can write every date.
SAME_AS_TODAY = date.min.replace()

LOCALITY = "One hospital"
OPERATIONS = "Hospital operations"

_of_one_hospital = partial(option, panel=LOCALITY)
_of_operations = partial(option, panel=OPERATIONS)


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
    start: date = option(
        date(2022, 1, 1),
        "The first possible admission: a date, or text such as [bold]3 years before origin[/bold] or"
        " [bold]90 days before origin[/bold].",
        limits=(EARLIEST_DATE, None),
        words="a date, such as 2026-06-30, or text such as 3 years before origin",
    )
    zip_target: int = option(
        120,
        "Distinct ZIP codes of patients; without --hospitals, the number of hospitals depends on it.",
        limits=(1, None),
    )
    hospitals: int | None = option(
        None,
        "How many hospitals there are. With --single-hospital or --hospital-state, they are a network around one"
        " place: the first one is large, the others are near it.",
        limits=(1, None),
        default="by --zip-target; one with --single-hospital",
    )
    states: str | None = option(
        None,
        "Only ZIP codes of these states, for patients and hospitals.",
        metavar="STATE,STATE...",
        default="all",
        check=list_of_states,
    )
    zip_pool_file: Path | None = option(
        None,
        "ZIP codes to use instead of the shipped ones. Columns: zipcode (or zip, postal_code); optional: state, city.",
        metavar="FILE.csv",
        check=pool_file,
    )
    minor_same_day_rate: float = option(
        0.425, "Base same-day rate of minor and chronic conditions at Normal or Mild severity.", limits=(0, 1)
    )
    population: str = option(
        DEFAULT_POPULATION,
        "The patients and their conditions: those of the US, or those of a small clinic.",
        metavar="us|clinic",
        check=known_population,
    )
    conditions: str = option(
        STANDARD,
        "The conditions that patients are seen for: the 17 of the reference model, or these and 14 more diagnoses of"
        " hospital stays, such as sepsis and hip fracture.",
        metavar="standard|full",
        check=known_conditions,
    )
    single_hospital: bool = _of_one_hospital(
        False,
        "One hospital for the whole dataset, or --hospitals of them near each other; the patients live around it."
        " Without the options below, it is in a populous ZIP code.",
    )
    hospital_name: str | None = _of_one_hospital(
        None, "Its name.", metavar="NAME", default="generated", check=name_of_hospital
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
    local_share: float = _of_one_hospital(
        0.83, "Share of patients who live in its state, or in those of a network.", limits=(0, 1)
    )
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
    operations: bool = _of_operations(
        False,
        "Also compute the hospitals at work: hours, emergency departments, beds, surgeries, transfers and the log of"
        " ADT events; and views with the tables of MIMIC-IV, in schema SCHEMA_mimic.",
    )
    place: str = _of_operations(
        DEFAULT_PLACE,
        "Wards, roles, shifts, triage and seasons of the hospitals: those of the US, or those of Gauteng in South"
        " Africa. Patients, names, ZIP codes and payers stay those of the US.",
        metavar="us|gauteng",
        check=known_place,
    )
    bed_factor: float = _of_operations(
        1.0,
        "Multiplies the number of beds, stations and operating rooms that the demand asks for.",
        limits=(0.1, 10),
    )
    nurse_factor: float = _of_operations(
        1.0,
        "Multiplies the posts of nurses, not what is needed.",
        limits=(0.5, 2),
    )
    demand_factor: float = _of_operations(
        1.0,
        "A surge: from --demand-from to --demand-to, hospitals are as crowded as with so many times the patients."
        " Their beds count for 1 / factor of themselves; no visit changes.",
        limits=(1, 10),
    )
    demand_from: date | None = option(None, "First day of the surge.", panel=OPERATIONS)
    demand_to: date | None = option(None, "Last day of the surge.", panel=OPERATIONS)
    mart: bool = option(
        False,
        "Also create a star schema for BI tools, in schema SCHEMA_mart: dimensions, facts, a wide view of each fact.",
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
        if self.single_hospital and self.hospitals is None:
            object.__setattr__(self, "hospitals", 1)
        self._check_dates()
        self._check_locality()
        self._check_operations()

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
        for name, value in self._given(LOCALITY):
            if not self.single_hospital:
                raise ConfigError(
                    f"--{name} {value}: only a dataset with one hospital has this option; "
                    "add --single-hospital, or --hospital-state with its state"
                )
        state, states = self.hospital_state, self.states
        if state is not None and states is not None and state not in states.split(","):
            raise ConfigError(
                f"--hospital-state {state}: is not one of --states {states}; add it there, or choose one of them"
            )
        if self.single_hospital and self.hospitals is not None and self.hospitals > LARGEST_NETWORK:
            raise ConfigError(
                f"--hospitals {self.hospitals}: at most {LARGEST_NETWORK} hospitals can lie around one place; choose"
                " fewer, or leave out --single-hospital and --hospital-state"
            )

    def _check_operations(self) -> None:
        for name, value in self._given(OPERATIONS):
            if not self.operations:
                raise ConfigError(
                    f"--{name} {value}: only a dataset with hospital operations has this option; add --operations"
                )
        if self.population != DEFAULT_POPULATION and self.operations:
            raise ConfigError(
                f"--operations: the population {self.population} has too few visits to keep a hospital at work;"
                f" use --population {DEFAULT_POPULATION}"
            )
        if self.population != DEFAULT_POPULATION and self.conditions != STANDARD:
            raise ConfigError(
                f"--conditions {self.conditions}: the population {self.population} has conditions of its own;"
                f" use --population {DEFAULT_POPULATION}"
            )
        days = {"--demand-from": self.demand_from, "--demand-to": self.demand_to}
        missing = [flag for flag, day in days.items() if day is None]
        if missing and (self.demand_factor != 1 or len(missing) < len(days)):
            raise ConfigError(
                f"--demand-factor {self.demand_factor}: a surge has a first and a last day; add {' and '.join(missing)}"
            )
        if self.demand_from is not None and self.demand_to is not None and self.demand_from > self.demand_to:
            raise ConfigError(
                f"--demand-from {self.demand_from} is after --demand-to {self.demand_to}; exchange them"
            )

    def _given(self, panel: str) -> list[tuple[str, Any]]:
        """Return the name and value of each option of a panel that differs from its default."""
        values = [(each, getattr(self, each.name)) for each in fields(self)]
        return [
            (hyphenated(each.name), value)
            for each, value in values
            if each.metadata["option"].panel == panel and value != each.default
        ]

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
