"""A toy stage with its own migration: every third patient has a toy. As a script, a load of it that is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import numpy as np
import psycopg
import pyarrow as pa
from psycopg import sql

from healthgen_db import Config, build_world
from healthgen_db.config.resources import resource
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.loading import load, load_options, load_unit, plan
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.progress import Progress
from healthgen_db.schema import migrate
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit, work_units_of
from healthgen_db.world.world import World

# --- a complete new stage: a migration and a class ---

MIGRATION = """
from alembic import op
from sqlalchemy import BigInteger, ForeignKey, Text
from healthgen_db.schema.tables.base import column, key

revision, down_revision = "9999", "{head}"


def upgrade():
    op.create_table(
        "toys",
        key("toy_id", BigInteger, "Number of the toy: 1000 and the patient's number."),
        column("patient_id", BigInteger, "Whose it is.", ForeignKey("patients.patient_id")),
        column("name", Text, "What it is."),
        comment="Toys of patients.",
    )
"""


class Toys(Stage):
    """The toys. Their numbers do not begin at 1."""

    name = "toys"
    after = ("patients",)
    tables = ("toys",)
    counts = "toys"

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        return work_units_of(1001, 1000 + world.config.patients, 10)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        toys = np.arange(unit.first, unit.last + 1)
        toys = toys[toys % 3 == 0]
        names = [f"ball {world.draws.below('toy.size', np.array([toy]), 9)[0]}" for toy in toys]
        yield "toys", pa.record_batch({"toy_id": toys, "patient_id": toys - 1000, "name": names})


# --- what else the tests need ---


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    """Use a copy of the migrations in this folder, with the migration of the toys."""
    if not folder.exists():
        shutil.copytree(resource("migrations"), folder)
        (folder / "versions" / "9999_toys.py").write_text(MIGRATION.format(head=migrate.head_revision()))

    def found(*parts: str) -> Path:
        return folder.joinpath(*parts[1:]) if parts[0] == "migrations" else resource(*parts)

    with mock.patch.object(migrate, "resource", found):
        (folder / "schema.sql").write_text(migrate.rendered())
        yield


def load_toys(dsn: str, seed: int) -> load_options.LoadResult:
    """Load 60 patients and their toys."""
    config = Config(patients=60, seed=seed)
    the_plan = plan.Plan(dsn, "healthcare", build_world(config), [PatientsStage(20), Toys()])
    return load.Load(the_plan, load_options.LoadOptions(workers=1, validate=False), Progress()).run()


def main(dsn: str, folder: str) -> None:
    """Load until the fourth unit of toys is copied, and kill the process then."""

    def deadly(connection: psycopg.Connection, table: sql.Identifier, rows: pa.RecordBatch) -> None:
        if "toy_id" in rows.schema.names and rows["toy_id"][0].as_py() > 1030:
            os.kill(os.getpid(), signal.SIGKILL)
        copy_rows(connection, table, rows)

    with installed(Path(folder)), mock.patch.object(load_unit, "copy_rows", deadly):
        load_toys(dsn, 2)


if __name__ == "__main__":
    main(*sys.argv[1:])
