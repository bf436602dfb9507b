"""Processes of a load. They are forked from a process that has imported everything, and end with their parent.

This module imports nothing that takes long to import, so that a command can call warm_up() before its own imports.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias

from healthgen_db.config.errors import HealthgenError
from healthgen_db.systems import this_system

Pipe: TypeAlias = "Connection[Any, Any]"


def warm_up(modules: Sequence[str]) -> None:
    """Start a process that imports the modules which later processes need, and return at once.

    The imports take half a second. Meanwhile this process checks options and builds the world.
    """
    # numpy starts threads to multiply matrices, which takes each process 0.1 s. healthgen multiplies none.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if this_system().start_method == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 - Windows has no such module

        multiprocessing.set_forkserver_preload(list(modules))
        # The new process inherits this setting and ignores Ctrl-C. Otherwise it would print a traceback.
        answer = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            # If this fails (TMPDIR may be too long for a socket's path), start() raises the same error later.
            with suppress(OSError):
                forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, answer)


def start(name: str, serve: Callable[..., None], *args: object) -> tuple[Pipe, BaseProcess]:
    """Start a process that calls serve(pipe, *args), and return our end of the pipe.

    It never forks this process, because a fork would share connections and the locks of threads.
    """
    context = multiprocessing.get_context(this_system().start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(serve, theirs, *args), name=name, daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return ours, process


def ending(process: BaseProcess) -> str:
    """Return in words how a process ended."""
    if process.exitcode is not None and process.exitcode < 0:
        return f"was killed ({signal.Signals(-process.exitcode).name})"
    return f"ended with exit code {process.exitcode}"


def error_chain(error: BaseException) -> list[BaseException]:
    """Return an error and its causes as a list, because pickling an exception loses its cause.

    It also loses the traceback. A program error keeps it as a note.
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        if not isinstance(link, HealthgenError):
            link.add_note("".join(traceback.format_exception(link, chain=False)))
        try:
            pickle.loads(pickle.dumps(link))  # noqa: S301 - our own bytes
            chain.append(link)
        except Exception:
            chain.append(RuntimeError(f"{type(link).__name__}: {link}"))
        link = link.__cause__
    return chain


def rejoined(errors: list[BaseException]) -> BaseException:
    """Return the first error of a list, with the others as its chain of causes."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


def _serve(serve: Callable[..., None], pipe: Pipe, *args: object) -> None:
    # Ctrl-C reaches the whole process group. Only the parent handles it: it ends its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    serve(pipe, *args)


def _die_with_parent() -> None:
    """End this process as soon as its parent has ended, even in the middle of a COPY."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
