"""Statements at the same time: tasks over several connections, where the first error stops the others."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, suppress
from time import sleep

import psycopg

Connect = Callable[[], AbstractContextManager[psycopg.Connection]]
Task = Callable[[psycopg.Connection], None]

# How often the waiting thread wakes up to handle Ctrl-C while the server works.
HEARTBEAT_SECONDS = 0.1


def run_tasks(
    connect: Connect,
    tasks: Sequence[Task],
    *,
    connections: int,
    done: Callable[[int], None],
) -> None:
    """Run the tasks in this order, each as soon as a connection is free, and call done(1) after each.

    Raises the first error of a task, after the other tasks are cancelled.
    """
    opened: list[psycopg.Connection] = []
    errors: list[BaseException] = []
    own = threading.local()

    def run(task: Task) -> None:
        # After an error, the transaction of this connection may be aborted, so that all further statements fail.
        if errors:
            return
        try:
            if not hasattr(own, "connection"):
                own.connection = stack.enter_context(connect())
                opened.append(own.connection)
            task(own.connection)
        except BaseException as error:
            errors.append(error)

    # Each thread has its own connection. psycopg waits without the GIL.
    with ExitStack() as stack, ThreadPoolExecutor(max(1, min(connections, len(tasks)))) as threads:
        futures = [threads.submit(run, task) for task in tasks]
        running = set(futures)
        try:
            while running:
                finished, running = wait(running, HEARTBEAT_SECONDS, FIRST_COMPLETED)
                for _ in finished:
                    if errors:
                        raise errors[0]
                    done(1)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            # A request to cancel has no effect between two statements of a task, so it is repeated.
            while not all(future.done() for future in futures):
                for connection in opened.copy():
                    with suppress(psycopg.Error):
                        connection.cancel_safe(timeout=5)
                sleep(HEARTBEAT_SECONDS)
            raise
