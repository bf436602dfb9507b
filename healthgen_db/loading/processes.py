"""Processes of a load: made from one that has imported everything, gone with their parent, their errors told whole.

Imports nothing heavy itself, so that a verb can begin to warm up before it imports what it needs.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias

__all__ = ["Pipe", "cores", "ending", "error_chain", "rejoined", "start", "warm_up"]

Pipe: TypeAlias = "Connection[Any, Any]"

# What takes them half a second to import, while the parent checks options and builds the world.
IMPORTED_AHEAD = ["healthgen_db.loading.workers"]


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def warm_up() -> None:
    """Begin to import, in another process, what those made later need; return at once."""
    # Nothing here multiplies matrices, and the threads that numpy starts for it take each process 0.1 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _method() == "forkserver":
        multiprocessing.set_forkserver_preload(IMPORTED_AHEAD)
        # Ctrl-C while it imports would have it print where it was; it inherits that it is to ignore it.
        answer = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            # What is in the way, such as a TMPDIR too long for a socket's path, is told when a process is started.
            with suppress(OSError):
                forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, answer)


def start(name: str, serve: Callable[..., None], *args: object) -> tuple[Pipe, BaseProcess]:
    """Start a process that calls serve(pipe, *args), and return our end of the pipe.

    Never by a plain fork, which would share this process's connections and the locks of its threads.
    """
    context = multiprocessing.get_context(_method())
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(serve, theirs, *args), name=name, daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return ours, process


def ending(process: BaseProcess) -> str:
    """Say how a process ended."""
    if process.exitcode is not None and process.exitcode < 0:
        return f"was killed ({signal.Signals(-process.exitcode).name})"
    return f"ended with exit code {process.exitcode}"


def error_chain(error: BaseException) -> list[BaseException]:
    """List an error and its causes; pickling an exception leaves its cause behind."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        try:
            pickle.loads(pickle.dumps(link))  # noqa: S301 - our own bytes
        except Exception:
            link, text = link.__cause__, f"{type(link).__name__}: {link}"
            chain.append(RuntimeError(text))
        else:
            chain.append(link)
            link = link.__cause__
    return chain


def rejoined(errors: list[BaseException]) -> BaseException:
    """Put an error and its causes together again."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


def _method() -> str:
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _serve(serve: Callable[..., None], pipe: Pipe, *args: object) -> None:
    # Ctrl-C reaches the whole process group; the parent alone answers it, by ending its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    serve(pipe, *args)


def _die_with_parent() -> None:
    """End this process at once when its parent is gone, even in the middle of a COPY."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
