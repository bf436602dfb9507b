"""A load of a few patients by any stages."""

from __future__ import annotations

from typing import Any

from healthgen_db import Config, build_world
from healthgen_db.history.datasets import Stages
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.plan import Plan
from healthgen_db.progress import Progress


def run(dsn: str, stages: Stages, **more: Any) -> LoadResult:
    """Load 40 patients, without a check of the rules. more: the seed, and options of the load."""
    world = build_world(Config(patients=40, seed=more.pop("seed", 1)))
    options = LoadOptions(workers=1, validate=False, **more)
    return Load(Plan(dsn, "healthcare", world, stages), options, Progress()).run()
