"""The Spark session: started quietly, with the settings that the work needs, and stopped at the end."""

import logging
import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic, sleep
from typing import IO

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from healthgen_db.config.errors import SparkError
from healthgen_db.spark.java import check_java
from healthgen_db.spark.master import checked_master, is_local
from healthgen_db.systems import cores, this_system

SETTINGS = {
    "spark.app.name": "healthgen",
    # Times in the files are UTC, wherever the machines are.
    "spark.sql.session.timeZone": "UTC",
    # numpy starts threads to multiply matrices. healthgen multiplies none.
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
}
# The session ends with the command, so nobody needs its web pages. spark-submit has its own settings for them.
WITHOUT_SUBMIT = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
ON_THIS_MACHINE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
# How long to wait for the first executor of a cluster. Without one, a job would wait for ever.
SECONDS_TO_FIRST_EXECUTOR = 120.0


@contextmanager
def spark_session(master: str | None = None, *, verbose: bool = False) -> Iterator[SparkSession]:
    """Yield a Spark session, and stop it at the end of the block. Under spark-submit, it is that of spark-submit.

    master: local[2], spark://HOST:7077, yarn or k8s://URL; None means that of spark-submit, or all cores of this
    machine. verbose: show Spark's log.

    Raises SparkError if there is no Java, or if the master does not answer or gives no executor.
    """
    with tempfile.TemporaryFile() as log, nullcontext() if verbose else _silent():
        with _own_interrupt():
            context = _start(master, None if verbose else log)
        try:
            # Errors of workers are raised here, as one line. The log would repeat them with Java's call stack.
            context.setLogLevel("WARN" if verbose else "OFF")
            _wait_for_executor(context)
            yield SparkSession(context)
        finally:
            _stop(context)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep PySpark's log off the screen: after Ctrl-C, it would write how its connection to Java was interrupted.

    Some of it goes to the root logger, which prints whatever it gets if nobody else wants it.
    """
    py4j, root, nobody = logging.getLogger("py4j"), logging.getLogger(), logging.NullHandler()
    before = py4j.level
    py4j.setLevel(logging.CRITICAL + 1)
    root.addHandler(nobody)
    try:
        yield
    finally:
        root.removeHandler(nobody)
        py4j.setLevel(before)


@contextmanager
def _own_interrupt() -> Iterator[None]:
    """Keep Python's answer to Ctrl-C. Spark's own asks Java to cancel its jobs, in the middle of another question."""
    answer = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, answer)


def check_spark(master: str | None) -> None:
    """Raise SparkError or ConfigError if a session with this master cannot be started. It starts nothing."""
    if not submitted():
        check_java()
    if master is not None:
        checked_master(master)


def submitted() -> bool:
    """Return whether spark-submit has started this process, with a Java of its own."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def _start(master: str | None, log: IO[bytes] | None) -> SparkContext:
    """Start Java and Spark. What they print goes to `log`, because Spark's first lines ignore every log level."""
    if SparkContext._active_spark_context is not None:
        raise SparkError(
            "this process has a Spark session, and Spark allows one at a time; stop that one first"
        )
    settings = dict(SETTINGS)
    check_spark(master)
    if not submitted():
        settings |= WITHOUT_SUBMIT
        settings["spark.master"] = checked_master(master or f"local[{cores()}]")
        # The same Python as here, with all its packages: a cluster has it under the same path, or names another.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        if is_local(settings["spark.master"]):
            settings |= ON_THIS_MACHINE
    elif master is not None:
        settings["spark.master"] = checked_master(master)
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    # In a session of its own, Java and the workers do not see Ctrl-C. They end with this process.
    popen_kwargs = {"stdout": log, "stderr": log} | this_system().apart()
    try:
        gateway = launch_gateway(conf, popen_kwargs)  # type: ignore[no-untyped-call]
        return SparkContext(conf=conf, gateway=gateway)
    except Exception as error:
        _end_java()
        raise SparkError(f"Spark could not be started: {_last_error(log) or error}") from error


def _last_error(log: IO[bytes] | None) -> str:
    """Return the line of Java's output that says what is wrong, or nothing."""
    if log is None:
        return ""
    log.seek(0)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "xception" in line]
    return (telling or lines or [""])[0]


def _wait_for_executor(context: SparkContext) -> None:
    """Raise SparkError if a cluster does not give an executor in time. On one machine, there is always one."""
    # With dynamic allocation, Spark asks for executors when it has tasks.
    on_demand = context.getConf().get("spark.dynamicAllocation.enabled", "false") == "true"
    if str(context.master).startswith("local") or on_demand:
        return
    executors = context._jsc.sc().statusTracker().getExecutorInfos
    deadline = monotonic() + SECONDS_TO_FIRST_EXECUTOR
    # The driver is in the list, too.
    while len(executors()) < 2:
        if monotonic() > deadline:
            raise SparkError(
                f"--master {context.master}: the cluster gave no executor within"
                f" {SECONDS_TO_FIRST_EXECUTOR:.0f} seconds; are its workers running, with free cores and memory?"
            )
        sleep(0.1)


def _stop(context: SparkContext) -> None:
    """Stop Spark and its Java, also if Java was killed."""
    with suppress(ConnectionError), warnings.catch_warnings():
        # If Java does not answer, PySpark warns. The error of the job has said it already.
        warnings.simplefilter("ignore", RuntimeWarning)
        context.stop()
    # If that failed for want of Java, it has left what is in this process. This ends the rest.
    context.stop()
    _end_java()


def _end_java() -> None:
    """End the Java that was started here, so that another session of this process gets a new one."""
    gateway = SparkContext._gateway
    if gateway is None or submitted():
        return
    gateway.shutdown()
    if gateway.proc is not None:
        # Java ends when its standard input ends.
        gateway.proc.stdin.close()
        gateway.proc.wait()
    SparkContext._gateway = None
    SparkContext._jvm = None
