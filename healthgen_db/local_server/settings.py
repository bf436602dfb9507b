"""The embedded server's settings, sized to the machine for loading in bulk without losing data."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Machine", "settings"]

MIB = 1024**2
GIB = 1024**3

# Where a container's memory limit is written, in control groups version 2 and 1; os.sysconf knows the host's.
_MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - only measured

_TEMPLATE = """\
# Written by healthgen at every start. Settings of your own: ALTER SYSTEM SET, which wins over this file.

# TCP on this machine only: every BI tool speaks it, and the path of a socket may not exceed 107 bytes.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
# Room for a worker and a validator per core, and for people.
max_connections = {max_connections}
# Names the processes in ps and top.
cluster_name = 'healthgen'
# CREATE EXTENSION pg_stat_statements then shows where time goes, without a restart.
shared_preload_libraries = 'pg_stat_statements'

# Durability is not for sale: what a load has published survives a power cut.
fsync = on
full_page_writes = on
synchronous_commit = on

# Nobody replicates from this server, so the log carries what crash recovery needs and no more: an index when
# built, and a table filled in the transaction that made it, are synced to disk in place of being logged.
wal_level = minimal
max_wal_senders = 0
# A checkpoint writes every changed page, and after it the first change of a page logs it whole. Far apart,
# each page is written once per load. The price is disk and a longer crash recovery.
max_wal_size = {max_wal_size}
min_wal_size = {min_wal_size}
checkpoint_timeout = 15min
# Loaders fill the default 16 MB faster than the log writer wakes up, and wait.
wal_buffers = 64MB
# These binaries have only pglz, which costs more processor time than the bytes that it saves.
wal_compression = off

# Tables stay cached from the copy to the keys and rules that read them; more than 4 GB is better left to the
# operating system's cache, which copies and index builds go through anyway.
shared_buffers = {shared_buffers}
effective_cache_size = {effective_cache_size}
# Sorts of index builds in memory: one build per core at a time, a quarter of the memory in all.
maintenance_work_mem = {maintenance_work_mem}
# Hashes and sorts of rules and BI queries: a few per core at a time.
work_mem = {work_mem}
# Autovacuum must not eat the memory that the index builds count on.
autovacuum_work_mem = 64MB
# Parallel queries share memory through /dev/shm, where containers often have 64 MB; System V memory is not
# limited so.
dynamic_shared_memory_type = {dynamic_shared_memory_type}

max_worker_processes = {max_worker_processes}
max_parallel_workers = {max_parallel_workers}
max_parallel_maintenance_workers = {parallel_workers}
max_parallel_workers_per_gather = {parallel_workers}
# On an SSD a random page costs about as much as the next one.
random_page_cost = 1.1
# Compiling a query costs more than the queries of rules and dashboards take.
jit = off
# The load analyses its tables itself. Autovacuum stays on for what users change; waking less often, it seldom
# meets a load half-way, reads tables that are about to be finished and holds up their keys.
autovacuum = on
autovacuum_naptime = 5min

# The same answers on every machine, whatever its locale and time zone.
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, mdy'
lc_messages = 'C'
log_line_prefix = '%m [%p] %q%u@%d '
"""


@dataclass(frozen=True)
class Machine:
    """What the settings depend on. Sizes in bytes; shared_memory is /dev/shm's, None where there is none."""

    cores: int
    memory: int
    free_disk: int
    shared_memory: int | None

    @classmethod
    def measured(cls, folder: Path) -> Machine:
        """Measure this machine, and the disk that the folder lies on."""
        return cls(
            cores=len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
            memory=_memory(),
            free_disk=shutil.disk_usage(folder).free,
            shared_memory=shutil.disk_usage(_SHARED_MEMORY).total if _SHARED_MEMORY.is_dir() else None,
        )


def settings(machine: Machine, port: int) -> str:
    """Return the settings file for a machine: each setting with the reason for it."""
    memory, cores = machine.memory, machine.cores
    max_wal_size = _between(GIB, machine.free_disk // 20, 8 * GIB)
    small_shared_memory = machine.shared_memory is not None and machine.shared_memory < GIB
    return _TEMPLATE.format(
        port=port,
        max_connections=max(100, 4 * cores + 40),
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
    """Return the memory that this machine, or the container that we are in, has."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _MEMORY_LIMITS:
        try:
            memory = min(memory, int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such version of control groups, or "max"
            continue
    return memory
