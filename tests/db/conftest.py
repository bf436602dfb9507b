"""Loads small enough to run many: a way to run one, and what is in a database afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from healthgen_db.cli import main as cli
from healthgen_db.config.options import Config
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.plan import Plan
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.stage_list import stages_for
from healthgen_db.world.world import World, build_world

SCHEMA = "healthcare"
TODAY = date(2026, 6, 30)

OLD = 1

# A hospital of more than 25 beds, and 530 days, so that each part of a model's data has more than 100 stays.
HOSPITAL: dict[str, Any] = {
    "patients": 2400,
    "origin": TODAY,
    "start": date(2025, 1, 15),
    "conditions": "full",
    "operations": True,
    "single_hospital": True,
    "hospital_state": "WI",
}

RunLoad = Callable[..., LoadResult]
Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def worlds() -> Callable[..., World]:
    """Give a function that builds the world of a config, each only once."""
    built: dict[str, World] = {}

    def world(**options: Any) -> World:
        values: dict[str, Any] = {"patients": 60, "today": TODAY} | options
        config = Config(**values)
        return built.setdefault(str(config), build_world(config))

    return world


@pytest.fixture(scope="session")
def run_load(worlds: Callable[..., World]) -> RunLoad:
    """Give a function that loads a dataset; by default 60 patients in six blocks, unchecked."""

    def run(
        dsn: str,
        *,
        schema: str = SCHEMA,
        progress: Progress | None = None,
        how: dict[str, Any] | None = None,
        **options: Any,
    ) -> LoadResult:
        settings = {"workers": 1, "block_size": 10, "validate": False} | (how or {})
        world = worlds(**options)
        stages = stages_for(world, settings.pop("block_size"))
        return Load(Plan(dsn, schema, world, stages), LoadOptions(**settings), progress or Progress()).run()

    return run


@pytest.fixture(scope="session")
def hospital_options() -> dict[str, Any]:
    """Give the options of a small hospital at work, without today."""
    return HOSPITAL


@pytest.fixture(scope="session")
def old_dataset(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give a database with a published dataset, to make copies of."""
    with databases(empty=True) as dsn:
        run_load(dsn, seed=OLD)
        yield dsn


@pytest.fixture
def old_dsn(databases: Databases, old_dataset: str) -> Iterator[str]:
    """Give a database in which dataset 1 has been published, of seed 1; a copy takes less time than a load."""
    with databases(copy_of=old_dataset) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def old_messy_dataset(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give a database with a published dataset and its messy copy, to make copies of."""
    with databases(empty=True) as dsn:
        run_load(dsn, seed=OLD, messy=0.05)
        yield dsn


@pytest.fixture
def old_messy_dsn(databases: Databases, old_messy_dataset: str) -> Iterator[str]:
    """Give a database in which dataset 1 has been published, of seed 1, with a messy copy."""
    with databases(copy_of=old_messy_dataset) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def query() -> Callable[..., list[tuple[Any, ...]]]:
    """Give a function that runs a query and returns its rows."""

    def rows(
        dsn: str, statement: str, parameters: tuple[Any, ...] = (), *, schema: str | None = SCHEMA
    ) -> Any:
        with connect(dsn, schema=schema, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return rows


@pytest.fixture(scope="session")
def digest() -> Callable[[str], str]:
    """Give a function that returns the fingerprint of what a database publishes."""
    return lambda dsn: fingerprint(dsn, SCHEMA).whole


@pytest.fixture(scope="session")
def schemas(query: Callable[..., list[tuple[Any, ...]]]) -> Callable[[str], list[str]]:
    """Give a function that lists the schemas of a database that are not Postgres' own."""
    statement = (
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')"
        " ORDER BY nspname"
    )
    return lambda dsn: [name for (name,) in query(dsn, statement, schema=None)]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def values(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


@pytest.fixture
def healthgen(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Give a function that runs the command line in this process."""

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["healthgen", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ending:
            cli.main()
        captured = capfd.readouterr()
        code = ending.value.code
        return Ended(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run
