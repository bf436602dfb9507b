"""Small datasets for tests of Parquet files, and runners whose process ends too early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from healthgen_db import Config
from healthgen_db.parquet.manifest import FILE
from healthgen_db.stages.runner import Work
from healthgen_db.stages.stage import Stage
from tests.in_process import InProcess

TODAY = dt.date(2026, 6, 30)
# Three work units, and newcomers.
UNIT_SIZE = 200
CONFIG = Config(patients=400, today=TODAY, origin=dt.date(2026, 5, 31), zip_target=60)
SMALL = Config(patients=50, today=TODAY, zip_target=60)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != FILE
    }


class KilledError(Exception):
    """Stands for the end of the process."""


class KilledAfter(InProcess):
    """A runner whose process ends after some parts."""

    parts = 1

    def run(
        self, stage: Stage, parts: Sequence[Any], work: Work, done: Callable[[int], None]
    ) -> list[dict[str, Any]]:
        super().run(stage, parts[: self.parts], work, done)
        raise KilledError


class KilledAtOnce(KilledAfter):
    """A runner whose process ends before it has done anything."""

    parts = 0
