"""Config: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.config.sources import build_config
from tests.posix import POSIX_ONLY

TODAY = date(2026, 6, 30)


def refused(**flags: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        build_config({"today": TODAY, **flags})
    return str(caught.value)


def test_defaults_are_the_reference_models() -> None:
    config = build_config({"today": TODAY})
    assert (config.patients, config.seed, config.zip_target) == (1000, 42, 120)
    assert config.minor_same_day_rate == 0.425
    assert config.single_hospital is False
    assert (config.hospital_name, config.hospital_state, config.hospital_zipcode) == (None, None, None)
    assert (config.local_share, config.local_top_n) == (0.83, 600)
    assert (config.local_decay, config.outstate_neighbor_share) == (15, 0.6)
    assert config.origin == TODAY
    assert (config.operations, config.conditions, config.bed_factor) == (False, "standard", 1)


def test_a_state_turns_one_hospital_on() -> None:
    config = build_config({"today": TODAY, "hospital_state": "ny"})
    assert config.single_hospital
    assert config.hospital_state == "NY"
    assert config.recorded()["single_hospital"] is True
    assert config.recorded()["hospitals"] == 1


def test_a_list_of_states() -> None:
    config = build_config({"today": TODAY, "states": "ny, NJ,ny", "hospitals": 60})
    assert (config.states, config.hospitals, config.single_hospital) == ("NY,NJ", 60, False)
    assert Config(**config.recorded()) == config


def test_the_load_history_gives_the_config_back() -> None:
    config = build_config(
        {"today": TODAY, "hospital_state": "NY", "local_decay": 20, "hospital_name": " St. Ann "}
    )
    assert Config(**config.recorded()) == config
    assert config.hospital_name == "St. Ann"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"patients": 0}, "--patients 0: "),
        ({"local_share": 1.01}, "--local-share 1.01: write a value from 0 up to 1"),
        ({"local_share": -0.1}, "--local-share -0.1: "),
        ({"local_share": float("nan")}, "--local-share nan: "),
        ({"minor_same_day_rate": float("nan")}, "--minor-same-day-rate nan: "),
        ({"outstate_neighbor_share": 2}, "--outstate-neighbor-share 2: "),
        ({"local_top_n": 0}, "--local-top-n 0: "),
        ({"local_decay": 0}, "--local-decay 0: write a value from 0.001"),
        # Miles divided by it would be infinite.
        ({"local_decay": 1e-320}, "--local-decay 1e-320: "),
        ({"local_decay": float("inf")}, "--local-decay inf: "),
        ({"hospital_state": "New York"}, "--hospital-state New York: write two letters, such as NY"),
        ({"hospital_zipcode": "1003"}, "--hospital-zipcode 1003: write five digits in quotes"),
        (
            {"hospital_zipcode": 10036},
            '--hospital-zipcode 10036: write five digits in quotes, such as "01001"',
        ),
        ({"hospital_name": "  "}, "--hospital-name   : a name has 1 to 100 printable characters"),
        ({"hospital_name": "St.\nAnn"}, "a name has 1 to 100 printable characters"),
        ({"hospital_name": "x" * 101}, "a name has 1 to 100 printable characters"),
        ({"population": "mars"}, "--population mars: there is no such population; choose from clinic, us"),
        ({"hospitals": 0}, "--hospitals 0: write a value from 1"),
        (
            {"states": "NY,"},
            "--states NY,: write two letters for each state, with commas between them, such as",
        ),
        ({"states": "New York"}, "--states New York: write two letters for each state"),
        (
            {"states": "NY,NJ", "hospital_state": "PA"},
            "--hospital-state PA: is not one of --states NY,NJ; add it there, or choose one of them",
        ),
        (
            {"hospitals": 51, "hospital_state": "PA"},
            "--hospitals 51: at most 50 hospitals can lie around one place; choose fewer, or leave out",
        ),
        ({"conditions": "all"}, "--conditions all: choose standard or full"),
        (
            {"conditions": "full", "population": "clinic"},
            "--conditions full: the population clinic has conditions of its own",
        ),
        (
            {"operations": True, "population": "clinic"},
            "--operations: the population clinic has too few visits to keep a hospital at work",
        ),
        (
            {"bed_factor": 0.9},
            "--bed-factor 0.9: only a dataset with hospital operations has this option; add",
        ),
        ({"demand_from": TODAY}, "--demand-from 2026-06-30: only a dataset with hospital operations has"),
        (
            {"place": "gauteng"},
            "--place gauteng: only a dataset with hospital operations has this option; add",
        ),
        (
            {"operations": True, "place": "mars"},
            "--place mars: there is no such place; choose from gauteng, us",
        ),
        ({"operations": True, "nurse_factor": 2.1}, "--nurse-factor 2.1: write a value from 0.5 up to 2"),
        ({"operations": True, "bed_factor": 0.09}, "--bed-factor 0.09: write a value from 0.1 up to 10"),
        ({"operations": True, "demand_factor": 11}, "--demand-factor 11: write a value from 1 up to 10"),
        (
            {"operations": True, "demand_factor": 1.5},
            "--demand-factor 1.5: a surge has a first and a last day; add --demand-from and --demand-to",
        ),
        (
            {"operations": True, "demand_factor": 1.5, "demand_to": TODAY},
            "--demand-factor 1.5: a surge has a first and a last day; add --demand-from",
        ),
        (
            {"operations": True, "demand_from": TODAY},
            "--demand-factor 1.0: a surge has a first and a last day; add --demand-to",
        ),
        (
            {"operations": True, "demand_from": "2026-06-30", "demand_to": "2026-06-29"},
            "--demand-from 2026-06-30 is after --demand-to 2026-06-29; exchange them",
        ),
        (
            {"start": "soon"},
            "--start soon: write a date, such as 2026-06-30, or text such as 3 years before origin",
        ),
        ({"start": "3 years before today"}, "--start 3 years before today: write a date"),
        ({"start": "100 years before origin"}, "--start 1926-06-30: write a value from 1950-01-01"),
        ({"start": "99999 days before origin"}, "--start 1752-09-15: write a value from 1950-01-01"),
        ({"start": "3 years before origin", "origin": "soon"}, "--origin soon: write a date"),
        ({"hospital": "x"}, "hospital: there is no such option; the options are bed-factor, "),
    ],
)
def test_bad_values_are_named(flags: dict[str, Any], message: str) -> None:
    assert message in refused(**flags)


@pytest.mark.parametrize(
    "flags",
    [
        {"hospital_name": "St. Ann"},
        {"hospital_zipcode": "10036"},
        {"local_share": 0.5},
        {"local_top_n": 400},
        {"local_decay": 2.5},
        {"outstate_neighbor_share": 0.7},
    ],
)
def test_what_only_one_hospital_has_asks_for_one(flags: dict[str, Any]) -> None:
    name, value = next(iter(flags.items()))
    message = refused(**flags)
    assert message.startswith(
        f"--{name.replace('_', '-')} {value}: only a dataset with one hospital has this option; "
    )
    assert "add --single-hospital" in message
    assert build_config({"today": TODAY, **flags, "single_hospital": True}).single_hospital


@pytest.mark.parametrize(
    ("start", "origin", "day"),
    [
        ("3 years before origin", date(2026, 6, 30), date(2023, 6, 30)),
        ("1 year before origin", date(2024, 2, 29), date(2023, 2, 28)),
        ("4 years before origin", date(2024, 2, 29), date(2020, 2, 29)),
        ("862 days before origin", date(2026, 6, 30), date(2024, 2, 19)),
        ("1 day before origin", date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_start_can_be_given_relative_to_the_origin(start: str, origin: date, day: date) -> None:
    config = build_config({"today": TODAY, "origin": origin, "start": start})
    assert (config.start, config.origin, config.today) == (day, origin, TODAY)
    assert build_config({"today": origin, "start": start}).start == day
    assert build_config({"today": TODAY, "origin": origin.isoformat(), "start": start}) == config


def test_operations_take_their_options() -> None:
    days = {"demand_from": "2026-01-01", "demand_to": date(2026, 1, 31)}
    config = build_config({"today": TODAY, "operations": True, "bed_factor": 2, "demand_factor": 1.3, **days})
    assert (config.bed_factor, config.demand_factor) == (2, 1.3)
    assert (config.demand_from, config.demand_to) == (date(2026, 1, 1), date(2026, 1, 31))
    assert Config(**config.recorded()) == config


def test_more_conditions_need_no_operations() -> None:
    assert build_config({"today": TODAY, "conditions": "full"}).conditions == "full"


def test_a_folder_is_no_pool(tmp_path: Path) -> None:
    assert refused(zip_pool_file=tmp_path) == (
        f"--zip-pool-file {tmp_path}: not a regular file; give the path of one"
    )


@POSIX_ONLY
def test_what_cannot_be_read_twice_is_no_pool(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null")):
        assert refused(zip_pool_file=path) == (
            f"--zip-pool-file {path}: not a regular file; give the path of one"
        )


@pytest.mark.parametrize("name", ["messy", "local_decay", "patients"])
def test_numbers_of_thousands_of_digits_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Config(**{name: 10**5000})  # type: ignore[arg-type]
    assert str(refused.value).startswith(
        f"--{name.replace('_', '-')} (a number of thousands of digits): write a "
    )
    assert "\n" not in str(refused.value)


def test_the_earliest_date_is_no_default_of_origin() -> None:
    with pytest.raises(ConfigError, match="--origin 0001-01-01"):
        Config(origin=date(1, 1, 1))
