"""The standard streams, which may be closed, full, or unable to write every character."""

import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

_NAMES = ("stdin", "stdout", "stderr")


def prepare_streams() -> None:
    """Make the standard streams usable: connect closed ones to nothing, and let no character stop the output.

    Python sets a stream to None if it was closed at the start. print() would write errors to standard output then.
    """
    for number, name in enumerate(_NAMES):
        stream = getattr(sys, name)
        if stream is None:
            # open() takes the lowest free number: that of the closed stream. Programs that we start inherit it.
            stream = open(os.devnull, "w" if number else "r", encoding="utf-8")  # noqa: SIM115, PTH123
            if stream.fileno() == number:
                os.set_inheritable(number, True)
            setattr(sys, name, stream)
        if number and isinstance(stream, TextIOWrapper):
            # A console of Windows or a POSIX locale has few characters: \u017c is better than no output.
            stream.reconfigure(errors="backslashreplace")


def close_streams() -> OSError | None:
    """Write what is buffered; return the error if standard output does not take it.

    After an error, the stream leads to nothing. Otherwise Python would try again and exit with another code.
    """
    failed = None
    for name in _NAMES[1:]:
        stream = getattr(sys, name)
        try:
            stream.flush()
        except OSError as error:
            failed = failed or (error if name == "stdout" else None)
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return failed


def is_full(error: BaseException) -> bool:
    """Return whether the error says that a disk is full."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC
