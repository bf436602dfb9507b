"""Small datasets of every kind, and what makes their rows wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from healthgen_db import Config, load
from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.rule_files import Metric, Rule
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate
from tests.db.checks.conftest import DROP_CONSTRAINTS

from .changes import Change, effects_in_files, effects_in_list, failing_examples
from .compare import SCHEMA

TESTS = Path(__file__).parents[1]
WEEK = ("reference_rows.sql", "hospital_week.sql", "hospital_week_people.sql")
TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class SmallDataset:
    """A dataset of a config, or the week of two hospitals that tests use."""

    options: dict[str, Any] | None
    """None: the week, which no config makes."""
    changes: Sequence[Change] = ()
    parts: tuple[str, ...] = ()
    """What it has besides patients, visits and bills."""

    @property
    def config(self) -> Config:
        """The config that makes it."""
        values: dict[str, Any] = {"today": TODAY, "seed": 8} | (self.options or {})
        return Config(**values)

    @property
    def checks(self) -> tuple[list[Rule], list[Metric]]:
        """The rules and metrics of a dataset of this kind."""
        return check_folders(self.parts)

    def make(self, dsn: str) -> None:
        """Make it in an empty database, without constraints, so that every change can be made."""
        if self.options is None:
            migrate.upgrade(dsn, SCHEMA)
            with connect(dsn, schema=SCHEMA) as connection:
                for name in WEEK:
                    connection.execute((TESTS / name).read_bytes())
        else:
            load(self.config, dsn, schema=SCHEMA, workers=1, check_rules=False)
        with connect(dsn, schema=SCHEMA) as connection:
            connection.execute(DROP_CONSTRAINTS.encode())


def _hospital() -> dict[str, Any]:
    """Return five months of the hospital of the preset of this name."""
    preset = tomllib.loads(resource("data", "presets", "hospital.toml").read_text(encoding="utf-8"))
    del preset["description"]
    return preset | {"start": date(2026, 1, 31)}


# Enough patients for most metrics to have a value. The failing examples change a few rows of few patients.
DATASETS = {
    "few": SmallDataset({"patients": 300, "seed": 1}, failing_examples()),
    "week": SmallDataset(None, failing_examples("hospitals") + failing_examples("decisions"), ("hospitals",)),
    "messy": SmallDataset({"patients": 200, "messy": 0.4}, failing_examples("messy"), ("messy",)),
    "everything": SmallDataset(
        {
            "patients": 1_000,
            "hospital_state": "WI",
            "start": date(2026, 3, 1),
            "conditions": "full",
            "operations": True,
            "messy": 0.1,
        },
        (),
        ("hospitals", "messy"),
    ),
    "nationwide": SmallDataset(
        {"patients": 20_000, "zip_target": 500},
        effects_in_files("nationwide")
        + effects_in_list("steady_effects.toml")
        + effects_in_list("joint_effects.toml"),
    ),
    "one_hospital": SmallDataset(
        {
            "patients": 5_000,
            "hospital_state": "NY",
            "hospital_zipcode": "10036",
            "zip_target": 400,
            "local_decay": 8.0,
        },
        effects_in_files("one_hospital"),
    ),
    "clinic": SmallDataset(
        {
            "patients": 5_000,
            "population": "clinic",
            "start": date(2024, 1, 1),
            "origin": date(2024, 1, 1),
            "hospital_state": "OH",
        },
        effects_in_files("clinic"),
    ),
    "full_conditions": SmallDataset({"patients": 20_000, "conditions": "full"}),
    "hospital": SmallDataset(_hospital(), effects_in_list("hospital_effects.toml"), ("hospitals",)),
    "gauteng": SmallDataset(
        {"patients": 1_000, "place": "gauteng", "operations": True, "start": date(2026, 1, 1), "messy": 0.02},
        (),
        ("hospitals", "messy"),
    ),
}
