"""Errors of a Spark job as one clear line: what failed in a worker, without the call stacks of Java."""

import base64
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from healthgen_db.config.errors import SparkError
from healthgen_db.loading.processes import rejoined
from healthgen_db.spark.on_worker import BEGIN, END
from healthgen_db.spark.task import REFUSED

CAUSES = re.compile(f"{BEGIN}([A-Za-z0-9+/=]+){END}")
REFUSAL = re.compile(f"{REFUSED}(.+)")
# A worker without PySpark's own needs fails before any of our functions runs.
MISSING = re.compile(r"((?:ModuleNotFoundError|ImportError|\S*\[PYTHON_VERSION_MISMATCH\]).*)")
# What Spark says of a worker or an executor that was killed again and again, and of a job that was cancelled.
KILLED = re.compile(r"failed (\d+) times, most recent failure: .*(Python worker exited|ExecutorLostFailure)")
ABORTED = re.compile(r"Job aborted due to stage failure: (.*)|(Job \d+ cancelled.*)")
ENDED = "its Java process has ended; has this machine enough memory?"
# Before Java's error.
NO_NEWS = "An error occurred while calling "


@contextmanager
def job_errors() -> Iterator[None]:
    """Raise the error of a worker as it was there, and everything else that a job can fail of as SparkError."""
    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        # Now, because Java is asked for the text, and Java will end. A connection that is refused is that of Java.
        text = "" if isinstance(error, ConnectionError) else str(error)
        raised = _error(text)
        if raised.__cause__ is None and isinstance(raised, SparkError):
            raised.__cause__ = RuntimeError(text or str(error))
        raise raised from raised.__cause__


def _error(text: str) -> BaseException:
    """Return the error that the report of a job means."""
    if found := CAUSES.findall(text):
        return rejoined(pickle.loads(base64.b64decode(found[-1])))  # noqa: S301 - from our own workers
    if refusal := REFUSAL.search(text):
        return SparkError(f"worker {refusal[1]}; install the same healthgen on all workers")
    if missing := MISSING.search(text):
        return SparkError(
            f"the Python of a worker cannot be used ({missing[1]}); install the same Python, and healthgen with the"
            " extra spark, on all workers, and set PYSPARK_PYTHON to that Python"
        )
    if killed := KILLED.search(text):
        return SparkError(
            f"Spark gave up: the process that computed a part was killed, {killed[1]} times; has its machine enough"
            " memory?"
        )
    if aborted := ABORTED.search(text):
        return SparkError(f"Spark gave up: {aborted[1] or aborted[2]}")
    # The last line of Python's call stack is its error; Java's report begins with its error.
    lines = [
        line.strip().removeprefix(": ")
        for line in text.partition("JVM stacktrace:")[0].splitlines()
        if line.strip() and not line.startswith(NO_NEWS)
    ]
    told = (lines[-1] if "Traceback" in text else lines[0]) if lines else ENDED
    return SparkError(f"Spark gave up: {told}")
