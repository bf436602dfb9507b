"""Silver and gold beside the receiver: a thread that refines whatever waits in bronze, and keeps gold current."""

import threading
import time

import psycopg

from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Advance
from healthgen_db.stream.lake import gold, silver

APPLICATION_NAME = "healthgen ingest: silver"
# A run over few messages costs nearly as much as one over hundreds, so they are collected for so long.
PAUSE_SECONDS = 0.5
# After an error, or while another receiver refines at the end, it is tried again after so long.
RETRY_SECONDS, BUSY_SECONDS = 5.0, 0.05
# Gold is refreshed every so often, less often while silver is behind, and at the end.
GOLD_SECONDS, GOLD_SECONDS_BEHIND = 5.0, 30.0


class Refiner:
    """Runs silver, and gold whenever silver has caught up, until finish() is called and nothing waits.

    An error is kept, and the run is tried again: the messages still wait in bronze. finish() raises the last error if
    there still is one.
    """

    def __init__(self, dsn: str, schema: str, *, with_gold: bool, advance: Advance) -> None:
        """advance: is called with the number of messages of each run."""
        self.messages = self.events = self.quarantined = self.windows = 0
        self.error: BaseException | None = None
        self._dsn = dsn
        self._schema = schema
        self._with_gold = with_gold
        self._advance = advance
        self._wake = threading.Event()
        self._finishing = self._stopping = False
        self._gold_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that messages wait."""
        self._wake.set()

    def finish(self) -> None:
        """Wait until nothing waits. Raises the error that the last run ended with."""
        self._finishing = True
        self._wake.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        """End after the run that is going on. What waits is taken by the next receiver."""
        self._stopping = self._finishing = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            finishing = self._finishing
            try:
                with connect(self._dsn, autocommit=True, application_name=APPLICATION_NAME) as connection:
                    self._work(connection)
            except Exception as error:
                # finish() raises it in the thread of the command
                self.error = error
            else:
                return
            if finishing or self._stopping:
                return
            self._wait(RETRY_SECONDS)

    def _work(self, connection: psycopg.Connection) -> None:
        """Refine until nothing waits after finish() was called."""
        while True:
            # Read before the run: what was stored before finish() was called is seen by the run.
            finishing = self._finishing
            refined = silver.refine(connection, self._schema)
            self.messages += refined.messages
            self.events += refined.events
            self.quarantined += refined.quarantined
            self._advance(refined.messages)
            if self._stopping:
                return
            finished = finishing and not refined.messages and not refined.busy
            behind = refined.messages >= silver.MOST_MESSAGES
            patience = GOLD_SECONDS_BEHIND if behind else GOLD_SECONDS
            if self._with_gold and (finished or time.monotonic() - self._gold_at > patience):
                self.windows += gold.refresh(self._dsn, self._schema, wait=finished).windows
                self._gold_at = time.monotonic()
            self.error = None
            if finished:
                return
            if not behind and not finishing:
                self._wait(PAUSE_SECONDS)
            elif refined.busy:
                time.sleep(BUSY_SECONDS)

    def _wait(self, seconds: float) -> None:
        """Wait for messages, and then a moment for more of them; not if it is to finish."""
        self._wake.wait(GOLD_SECONDS)
        self._wake.clear()
        deadline = time.monotonic() + seconds
        while not self._finishing and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(BUSY_SECONDS, left))
