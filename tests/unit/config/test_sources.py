"""Presets and config files: what they add to the options of a command, and which of them wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from healthgen_db.cli.show.lists import presets_screen, presets_values
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.sources import build_config, preset_names

TODAY = date(2026, 6, 30)


def test_flags_win_over_the_file_and_the_file_over_the_preset(tmp_path: Path) -> None:
    file = tmp_path / "options.toml"
    file.write_text('local-top-n = 50\nhospital_zipcode = "10001"\n', encoding="utf-8")
    config = build_config({"today": TODAY, "local_decay": 7.5}, preset="single-hospital", file=file)
    assert (config.local_top_n, config.hospital_zipcode, config.local_decay) == (50, "10001", 7.5)
    assert (config.hospital_state, config.patients) == ("NY", 20_000)


BAD_FILES = {
    "out of range": (
        "local-share = 2",
        "--local-share 2: write a value from 0 up to 1",
        " gives local-share)",
    ),
    "no number": ("local-share = nan", "--local-share nan: ", " gives local-share)"),
    "not TOML": ("local-share = ", "--config ", "not valid TOML"),
    "no such option": ("x = 1", "x: there is no such option; the options are", " gives x)"),
    "twice": (
        "zip-target = 5\nzip_target = 6",
        "--config ",
        ": zip-target and zip_target are the same option; keep one",
    ),
    "number in quotes": ('zip_target = "5"', "--zip-target 5: write a whole number", " gives "),
    "number with a point": ("patients = 5.0", "--patients 5.0: write a whole number", " gives "),
    "seed in quotes": ('seed = "5"', "--seed 5: write a whole number", " gives "),
    "share in quotes": ('messy = "0.5"', "--messy 0.5: write a number", " gives "),
    "epoch": ("today = 1750000000", "--today 1750000000: write a date, such as", " gives "),
    "epoch in quotes": ('today = "1750000000"', "--today 1750000000: write a date", " gives "),
    "moment": ("start = 2022-01-01T00:00:00", "--start 2022-01-01 00:00:00: write a date", " gives start)"),
    "truth in quotes": (
        'single-hospital = "yes"',
        "--single-hospital yes: write true or false",
        " gives ",
    ),
    "truth as a number": ("single-hospital = 1", "--single-hospital 1: write true or false", " gives "),
    "patients true": ("patients = true", "--patients True: write a whole number", " gives "),
    "messy true": ("messy = true", "--messy True: write a number", " gives "),
    "dates in disorder": ("start = 2027-01-01", "--today 2026-06-30 is before", " gives start)"),
    "locality": ("local_top_n = 5", "--local-top-n 5: only a dataset with one", " gives local-top-n)"),
    "no such pool": ('zip-pool-file = "none.csv"', "--zip-pool-file none.csv: ", " gives zip-pool-file)"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files_are_named_with_the_key(tmp_path: Path, case: str) -> None:
    text, begin, within = BAD_FILES[case]
    file = tmp_path / "options.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        build_config({"today": TODAY} if "today" not in text else {}, file=file)
    assert str(caught.value).startswith(begin)
    assert f"--config {file}" in str(caught.value)
    assert within in str(caught.value)


def test_a_flag_that_wins_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    file = tmp_path / "options.toml"
    file.write_text("local-share = 0.5\nseed = 'random'\ntoday = '2026-06-30'", encoding="utf-8")
    with pytest.raises(ConfigError, match="--local-share 3") as caught:
        build_config({"local_share": 3.0}, file=file)
    assert str(file) not in str(caught.value)
    assert build_config({"local_share": 0.5, "single_hospital": True}, file=file).today == TODAY


def test_a_config_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_bytes("\ufeffpatients = 7\n".encode())
    assert build_config({}, file=file).patients == 7


def test_presets() -> None:
    assert preset_names() == [
        "city-hospital",
        "clinic",
        "demo",
        "hospital",
        "nationwide",
        "network",
        "single-hospital",
    ]
    clinic = build_config({"today": TODAY}, preset="clinic")
    assert (clinic.patients, clinic.population, clinic.single_hospital) == (5_000, "clinic", True)
    example = build_config({"today": TODAY}, preset="single-hospital")
    assert (example.patients, example.hospital_zipcode) == (20_000, "10036")
    assert (example.local_share, example.local_top_n, example.local_decay) == (0.83, 400, 20)
    assert example.outstate_neighbor_share == 0.7
    for name in preset_names():
        assert build_config({}, preset=name).today >= date(2026, 1, 1)


def test_presets_of_hospitals_at_work_begin_before_their_origin() -> None:
    hospital = build_config({"today": TODAY}, preset="hospital")
    assert (hospital.operations, hospital.conditions, hospital.single_hospital) == (True, "full", True)
    assert hospital.start == date(2023, 6, 30)
    assert build_config({"today": TODAY, "origin": date(2025, 1, 1)}, preset="hospital").start == date(
        2022, 1, 1
    )
    assert build_config({"today": TODAY, "start": date(2026, 1, 1)}, preset="hospital").start == date(
        2026, 1, 1
    )
    city = build_config({"today": TODAY}, preset="city-hospital")
    assert (city.operations, (city.origin - city.start).days) == (True, 862)


def test_presets_are_shown_as_options(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=200).print(presets_screen(presets_values()))
    shown = capsys.readouterr().out
    assert "--single-hospital\n" in "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"
    assert "--hospital-name 'Cedar Hill Clinic'" in shown
    assert "--population clinic" in shown
    assert "--start '3 years before origin'" in shown
