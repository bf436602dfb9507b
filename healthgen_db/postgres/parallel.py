"""Statements at the same time: tasks over several connections, where the first error stops the others."""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress

import psycopg

Connect = Callable[[], AbstractContextManager[psycopg.Connection]]
Task = Callable[[psycopg.Connection], None]

# How often the waiting thread wakes up to handle Ctrl-C while the server works.
HEARTBEAT_SECONDS = 0.1


class _Crew:
    """Threads that take tasks from one queue, each with its own connection. psycopg waits without the GIL."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            self.tasks.put(task)
        self.done: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self.connections: list[psycopg.Connection] = []
        self.stopped = threading.Event()

    def work(self, connect: Connect) -> None:
        try:
            with connect() as connection:
                self.connections.append(connection)
                while not self.stopped.is_set():
                    try:
                        task = self.tasks.get_nowait()
                    except queue.Empty:
                        return
                    task(connection)
                    self.done.put(None)
        except BaseException as error:
            self.done.put(error)

    def stop(self, threads: Sequence[threading.Thread]) -> None:
        """Start no further task, cancel the running statements, and wait until the threads have ended.

        A request to cancel has no effect between two statements of a task, so it is repeated.
        """
        self.stopped.set()
        while any(thread.is_alive() for thread in threads):
            for connection in list(self.connections):
                with suppress(psycopg.Error):
                    connection.cancel_safe(timeout=5)
            for thread in threads:
                thread.join(HEARTBEAT_SECONDS)


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
    crew = _Crew(tasks)
    threads = [
        threading.Thread(target=crew.work, args=(connect,), name=f"healthgen-task-{number}")
        for number in range(min(connections, len(tasks)))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in tasks:
            outcome = _wait(crew)
            if outcome is not None:
                raise outcome
            done(1)
    except BaseException:
        crew.stop(threads)
        raise
    finally:
        for thread in threads:
            thread.join()


def _wait(crew: _Crew) -> BaseException | None:
    while True:
        with suppress(queue.Empty):
            return crew.done.get(timeout=HEARTBEAT_SECONDS)
