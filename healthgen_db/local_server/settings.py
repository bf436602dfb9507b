"""The embedded server's settings: settings.conf, filled in with sizes that fit this machine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.systems import cores, this_system

MIB = 1024**2
GIB = 1024**3


@dataclass(frozen=True)
class Machine:
    """The properties of a machine that the settings depend on; sizes in bytes."""

    cores: int
    memory: int
    free_disk: int
    shared_memory: int | None
    """Memory that programs can share as files, on Linux /dev/shm; None if the system has no such limit."""

    @classmethod
    def measured(cls, folder: Path) -> Machine:
        """Measure this machine and the disk that contains the folder."""
        return cls(
            cores=cores(),
            memory=this_system().memory(),
            free_disk=shutil.disk_usage(folder).free,
            shared_memory=this_system().shared_memory(),
        )


def settings(machine: Machine, port: int) -> str:
    """Return the text of the settings file for a machine."""
    system, memory, cores = this_system(), machine.memory, machine.cores
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
        dynamic_shared_memory_type=(
            system.if_little_shared_memory if small_shared_memory else system.shared_memory_type
        ),
        wal_sync_method=system.wal_sync_method,
        max_worker_processes=2 * cores + 8,
        max_parallel_workers=max(cores, 2),
        parallel_workers=_between(2, cores // 2, 8),
    )


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def _size(size: int) -> str:
    return f"{size // MIB}MB"
