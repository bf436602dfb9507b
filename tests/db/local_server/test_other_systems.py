"""The command line without what Windows' Python does not have: fork, fcntl, pwd, numbers of users."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from healthgen_db.local_server.account import server_account

PROGRAM = Path(__file__).with_name("without_posix.py")
COMMANDS = (
    "load --patients 100 --block-size 50 --workers 2 --today 2026-11-20 --no-validate --quiet",
    "db psql -X -A -t -c SELECT/**/count(*)/**/FROM/**/patients",
    "db destroy --yes",
)


def test_a_load_needs_nothing_that_windows_does_not_have(folder: Path) -> None:
    account = server_account()
    ids = ["0", "0"] if account is None else [str(account.uid), str(account.gid)]
    environment = os.environ | {"HEALTHGEN_HOME": str(folder / "server")}
    done = subprocess.run(
        [sys.executable, PROGRAM, *ids, *COMMANDS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    # Two processes, which were not forked, have computed the same rows as any others.
    assert "Dataset 1 is in schema healthcare: 100 patients" in done.stdout
    assert done.stdout.splitlines()[-5:] == [
        "load: exit code 0", "100", "db: exit code 0", "the embedded server: removed", "db: exit code 0"
    ]  # fmt: skip
    assert not (folder / "server").exists()
