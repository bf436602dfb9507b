"""The embedded server's settings fit the machine, and never give up durability."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.local_server.settings import GIB, MIB, Machine, settings
from healthgen_db.systems import this_system

LAPTOP = Machine(cores=8, memory=16 * GIB, free_disk=200 * GIB, shared_memory=8 * GIB)
SMALL = Machine(cores=1, memory=GIB // 2, free_disk=2 * GIB, shared_memory=64 * MIB)
LARGE = Machine(cores=128, memory=1024 * GIB, free_disk=4096 * GIB, shared_memory=512 * GIB)


def values(machine: Machine, port: int = 15432) -> dict[str, str]:
    lines = (line for line in settings(machine, port).splitlines() if line and not line.startswith("#"))
    return dict(line.split(" = ", 1) for line in lines)


def megabytes(machine: Machine, name: str) -> int:
    return int(values(machine)[name].removesuffix("MB"))


@pytest.mark.parametrize("machine", [LAPTOP, SMALL, LARGE])
def test_durability_is_always_on(machine: Machine) -> None:
    written = values(machine)
    assert {written["fsync"], written["full_page_writes"], written["synchronous_commit"]} == {"on"}


@pytest.mark.parametrize("machine", [LAPTOP, LARGE])
def test_the_memory_settings_fit_the_machine(machine: Machine) -> None:
    used = (
        megabytes(machine, "shared_buffers")
        + machine.cores * megabytes(machine, "maintenance_work_mem")
        + machine.cores * megabytes(machine, "work_mem")
    )
    assert used <= 0.75 * machine.memory / MIB


def test_sizes_grow_with_the_machine_between_a_minimum_and_a_maximum() -> None:
    assert [megabytes(machine, "shared_buffers") for machine in (SMALL, LAPTOP, LARGE)] == [128, 4096, 4096]
    assert [megabytes(machine, "max_wal_size") for machine in (SMALL, LAPTOP, LARGE)] == [1024, 8192, 8192]
    assert [megabytes(machine, "work_mem") for machine in (SMALL, LAPTOP, LARGE)] == [32, 128, 256]


def test_parallel_queries_do_not_use_a_small_dev_shm() -> None:
    system = this_system()
    assert values(SMALL)["dynamic_shared_memory_type"] == system.if_little_shared_memory
    assert values(LAPTOP)["dynamic_shared_memory_type"] == system.shared_memory_type


def test_this_machine_can_be_measured(tmp_path: Path) -> None:
    machine = Machine.measured(tmp_path)
    assert machine.cores >= 1
    assert 64 * MIB < machine.memory < 2**60
    assert machine.free_disk > 0
