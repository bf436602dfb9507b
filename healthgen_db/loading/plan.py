"""The plan of a load: its stages, their tables, and the schemas in which they are built."""

import hashlib
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg

from healthgen_db.history.datasets import Dataset, Stages
from healthgen_db.history.lock import connect_worker
from healthgen_db.schema.schema_names import loading_schema, qualified
from healthgen_db.stages.stage import SqlStage, Stage, check_order, fingerprinted, side_names
from healthgen_db.world.world import World


class Plan:
    """What is loaded, and where. All lists of tables and schemas follow from the stages."""

    def __init__(self, dsn: str, schema: str, world: World, stages: Stages) -> None:
        check_order(stages)
        self.dsn = dsn
        self.schema = schema
        self.loading = loading_schema(schema)
        self.world = world
        self.all_stages = stages
        self.stages = [stage for stage in stages if isinstance(stage, Stage)]
        self.sql_stages = [stage for stage in stages if isinstance(stage, SqlStage)]
        names = [table for stage in self.stages for table in stage.tables]
        self.copied_tables = [qualified(self.loading, table) for table in names]
        """The tables of the stages with rows, including those in schemas of their own."""
        self.tables = [qualified(self.loading, table) for stage in stages for table in stage.tables]
        """All tables that stages fill."""
        self.fingerprinted = [table for stage in stages for table in fingerprinted(stage.name, stage.tables)]
        """The tables of the fingerprint, in its order."""
        self.row_sides = side_names(names)
        """The names of the schemas that stages with rows have beside it, such as "messy"."""
        self.sides = [*self.row_sides, *(stage.name for stage in self.sql_stages)]
        self.parts = [*(stage.name for stage in stages), *self.row_sides]
        """The names of all stages and of all schemas beside the loading schema, each of which may have checks."""

    def connect(self, control: int) -> AbstractContextManager[psycopg.Connection]:
        """Open a worker session of the load. control: the server process that holds the load lock."""
        return connect_worker(self.dsn, self.schema, self.loading, control)

    def handed_on_folder(self, dataset: Dataset) -> Path:
        """Return the folder of the data that this dataset's stages hand on. Each dataset has its own folder."""
        parts = (self.schema, dataset.dataset_id, dataset.started_at.isoformat(), dataset.postgres_version)
        digest = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"healthgen-{digest}"
