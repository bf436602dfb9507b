"""Workers that cannot be started, and the process that they are forked from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.config.errors import LoadError
from healthgen_db.config.options import Config
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.loading import workers
from healthgen_db.loading.load_unit import Job
from healthgen_db.loading.workers import Workers
from healthgen_db.systems import this_system
from healthgen_db.world.world import build_world

INTERRUPTED_AT_ONCE = """
import multiprocessing, os, signal
from multiprocessing import forkserver
from healthgen_db.loading.processes import warm_up
# A shell starts its background jobs with Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
warm_up([\"healthgen_db.loading.workers\"])
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
first = forkserver._forkserver._forkserver_pid
os.kill(first, signal.SIGINT)
process = multiprocessing.get_context("forkserver").Process(target=int)
process.start()
process.join()
print(process.exitcode, forkserver._forkserver._forkserver_pid == first)
"""


def test_a_worker_killed_before_it_began_is_reported_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def killed(*_: Any) -> Any:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(workers, "start", killed)
    job = Job("", "healthcare", "healthcare__loading", 1, 0, tmp_path)
    with (
        pytest.raises(LoadError, match=r"killed before it began .*; run the same command again"),
        Workers(build_world(Config(patients=2)), [PatientsStage()], 2) as crew,
    ):
        crew.load(job, PatientsStage(), [], loaded=[], done=lambda _: None)


@pytest.mark.skipif(this_system().start_method != "forkserver", reason="this system makes each worker anew")
def test_the_process_that_workers_are_made_from_ignores_ctrl_c_at_once() -> None:
    told = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT_ONCE], check=False, capture_output=True, text=True, timeout=60
    )
    assert (told.stdout.split(), told.stderr) == (["0", "True"], "")
