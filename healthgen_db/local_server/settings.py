"""The embedded server's settings: settings.conf, filled in with sizes that fit this machine."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

MIB = 1024**2
GIB = 1024**3

# These files contain the memory limit of a container (control groups version 2 and 1).
_MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - we only measure its size


@dataclass(frozen=True)
class Machine:
    """The properties of a machine that the settings depend on; sizes in bytes."""

    cores: int
    memory: int
    free_disk: int
    shared_memory: int | None
    """Size of /dev/shm; None if there is none."""

    @classmethod
    def measured(cls, folder: Path) -> Machine:
        """Measure this machine and the disk that contains the folder."""
        return cls(
            cores=len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
            memory=_memory(),
            free_disk=shutil.disk_usage(folder).free,
            shared_memory=shutil.disk_usage(_SHARED_MEMORY).total if _SHARED_MEMORY.is_dir() else None,
        )


def settings(machine: Machine, port: int) -> str:
    """Return the text of the settings file for a machine."""
    memory, cores = machine.memory, machine.cores
    max_wal_size = _between(GIB, machine.free_disk // 20, 8 * GIB)
    small_shared_memory = machine.shared_memory is not None and machine.shared_memory < GIB
    template = Path(__file__).with_name("settings.conf").read_text(encoding="utf-8")
    return template.format(
        port=port,
        max_connections=max(200, 4 * cores + 140),
        max_wal_size=_size(max_wal_size),
        min_wal_size=_size(max_wal_size // 4),
        shared_buffers=_size(_between(128 * MIB, memory // 4, 4 * GIB)),
        effective_cache_size=_size(max(memory // 2, 128 * MIB)),
        maintenance_work_mem=_size(_between(64 * MIB, memory // 4 // cores, GIB)),
        work_mem=_size(_between(16 * MIB, memory // 16 // cores, 256 * MIB)),
        dynamic_shared_memory_type="sysv" if small_shared_memory else "posix",
        max_worker_processes=2 * cores + 8,
        max_parallel_workers=max(cores, 2),
        parallel_workers=_between(2, cores // 2, 8),
    )


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def _size(size: int) -> str:
    return f"{size // MIB}MB"


def _memory() -> int:
    """Return the memory in bytes that this machine or this container has."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _MEMORY_LIMITS:
        try:
            memory = min(memory, int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):  # the file does not exist, or says "max"
            continue
    return memory
