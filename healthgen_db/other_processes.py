"""Other processes of this machine: locks that only one of them holds, and processes by their program and folder.

It is the same on Linux, macOS and Windows, by means of filelock and psutil.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold the lock of a file during the block. Yields False if another process has it.

    The system ends the lock with the process, however it ends. Nothing can be stored in the file: Windows removes it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - it takes 100 ms, and few commands need a lock

    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def running(pid: int, program: str) -> bool:
    """Tell whether the process lives and runs the program: another one may have the id of a dead process."""
    import psutil  # noqa: PLC0415 - it takes 50 ms, and a server that answers needs no such question

    try:
        process = psutil.Process(pid)
        found = process.name().removesuffix(".exe") == program and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    except OSError:  # Wine, for example, does not tell names
        return bool(psutil.pid_exists(pid))
    return bool(found)


def end_processes(program: str, folder: Path) -> None:
    """Ask all processes that run the program in the folder to end. Those of other users stay."""
    import psutil  # noqa: PLC0415 - see running()

    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name().removesuffix(".exe") == program and folder.samefile(process.cwd()):
                process.terminate()
