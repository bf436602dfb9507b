"""Workers that cannot be started, and the process that they are made from."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest

from healthgen_db.config import Config
from healthgen_db.errors import LoadError
from healthgen_db.warehouse import workers
from healthgen_db.warehouse.blocks import Job
from healthgen_db.warehouse.workers import Workers
from healthgen_db.world.world import build_world

# Who ignores a signal says so in the bits of SigIgn, one for each signal from 1.
IGNORED_IN_FORKSERVER = """
import multiprocessing, re, signal
from multiprocessing import forkserver
from pathlib import Path
multiprocessing.set_start_method("forkserver")
from healthgen_db.warehouse.processes import warm_up
warm_up()
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
status = Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text()
print(int(re.search(r"SigIgn:\\s+(\\w+)", status)[1], 16))
"""


def test_a_worker_killed_before_it_began_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any) -> Any:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(workers, "start", killed)
    with (
        pytest.raises(LoadError, match=r"killed before it began .*; run the same command again"),
        Workers(build_world(Config(patients=2)), 2) as crew,
    ):
        crew.load(Job("", "healthcare", "healthcare__loading", 1, 0), [], done=lambda _: None)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_that_workers_are_made_from_ignores_ctrl_c_at_once() -> None:
    told = subprocess.run(
        [sys.executable, "-c", IGNORED_IN_FORKSERVER], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) & 1 << (signal.SIGINT - 1)
