"""A load whose work units Spark computes: several machines copy rows to one PostgreSQL server.

It is the load of `healthgen load`, with all its phases. Only the units are loaded by others: by the executors of Spark
instead of processes of this machine.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from typing import Any

from psycopg.conninfo import make_conninfo
from pyspark.sql import SparkSession

from healthgen_db.api import load
from healthgen_db.config.options import Config
from healthgen_db.loading.executors import Executors
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.loading.plan import Plan
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.spark.late_runner import LateRunner
from healthgen_db.spark.session import check_spark, spark_session

# Parameters that name an entry of a file of this machine. libpq has read it, and returns what it says.
FILES_HERE = ("service", "servicefile", "passfile")


def load_on_spark(
    config: Config,
    dsn: str,
    schema: str = "healthcare",
    *,
    master: str | None = None,
    verbose: bool = False,
    progress: Progress | None = None,
    **options: Any,  # noqa: ANN401 - those of load()
) -> LoadResult:
    """Load a dataset with the executors of Spark, check its rules, and publish it.

    dsn: any libpq string with which all executors can reach the server. master, verbose: as for spark_session().
    options: the other arguments of healthgen_db.load(). `workers` are only connections that restore keys and run rules.

    Raises ConfigError, SchemaError, LoadError, SparkError or WarehouseError. If a load was stopped, call it again with
    the same config: it continues. `healthgen load` can continue it, too.
    """
    observer = progress or Progress()
    check_spark(master)

    def executors(plan: Plan) -> Executors:
        return SparkExecutors(plan, lambda: spark_session(master, verbose=verbose), observer)

    return load(config, complete_dsn(dsn), schema, progress=observer, loader=executors, **options)


class SparkExecutors(Executors):
    """The executors of a Spark session. It starts when there are units to load, and stops after the last stage.

    So a load that is refused starts no Spark, and rules do not run while executors keep memory for nothing.
    """

    def __init__(
        self, plan: Plan, start: Callable[[], AbstractContextManager[SparkSession]], progress: Progress
    ) -> None:
        self.opened = ExitStack()

        def session() -> SparkSession:
            with progress.phase("spark"):
                return self.opened.enter_context(start())

        super().__init__(LateRunner(session, plan.world, plan.stages))

    def end(self) -> None:
        """Stop Spark, if it was started."""
        self.opened.close()

    def __exit__(self, *_: object) -> None:
        """Stop Spark, also after an error. The server ends the sessions of its executors and rolls back their units."""
        self.end()


def complete_dsn(dsn: str) -> str:
    """Return the string with everything that libpq has added on this machine, such as PGHOST or ~/.pgpass.

    The machines of the executors have other environment variables and files. Raises ConfigError, WarehouseError.
    """
    with closing(connect(dsn, application_name="healthgen spark")) as connection:
        info = connection.info
        password = {"password": info.password} if info.password else {}
        parameters = info.get_parameters() | password
        return make_conninfo(**{name: value for name, value in parameters.items() if name not in FILES_HERE})
