"""Other processes: a lock that one process at a time holds, and processes by their program and folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from healthgen_db.other_processes import end_processes, locked, running
from tests.posix import POSIX_ONLY

HOLD = (
    "import sys, pathlib; from healthgen_db.other_processes import locked\n"
    "with locked(pathlib.Path(sys.argv[1])) as ours: print(ours, flush=True); sys.stdin.read()"
)


def holder(lock: Path) -> subprocess.Popen[str]:
    """Start a process that takes the lock, and holds it until its input ends."""
    command = [sys.executable, "-c", HOLD, str(lock)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_lock_belongs_to_one_process_and_ends_with_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with holder(lock) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with locked(lock) as ours:
            assert not ours
        other.kill()
        other.wait()
        with locked(lock) as ours:
            assert ours


@POSIX_ONLY
def test_a_lock_file_that_is_removed_at_this_moment_is_not_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if `db destroy` ended between our opening of the file and our lock of it.
    import fcntl  # noqa: PLC0415 - Windows has no such module

    lock, flock = tmp_path / "lock", fcntl.flock

    def after_the_removal(descriptor: int, how: int) -> None:
        lock.unlink(missing_ok=True)
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", after_the_removal)
    with locked(lock) as ours:
        assert not ours


def test_processes_are_found_by_their_program_and_ended_by_their_folder(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    processes = []
    for folder in (here, elsewhere):
        folder.mkdir()
        command = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        processes.append(process)
    program = psutil.Process(processes[0].pid).name().removesuffix(".exe")
    assert running(processes[0].pid, program)
    assert not running(processes[0].pid, "postgres")
    end_processes("postgres", here)
    end_processes(program, here)
    processes[0].wait(timeout=20)
    assert not running(processes[0].pid, program)
    assert processes[1].poll() is None
    for process in processes:
        process.communicate()


def test_a_process_whose_name_the_system_does_not_tell_counts_if_it_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: psutil.Process) -> str:
        raise OSError("Wine does not tell names")

    monkeypatch.setattr(psutil.Process, "name", refuse)
    assert running(psutil.Process().pid, "postgres")
    assert not running(2**22 + 1, "postgres")
