"""The Tab key in a shell: it offers commands, options and their values."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
eval "$(healthgen --show-completion bash)"
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _healthgen_completion healthgen; echo "${COMPREPLY[@]}"; }
"""


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="needs bash and a shell script")
def test_bash_completes_commands_options_and_values(tmp_path: Path) -> None:
    asked = {
        "ask healthgen db s": "start stop status",
        "ask healthgen load --outd": "--outdir",
        "ask healthgen load --preset n": "nationwide network",
        "ask healthgen stream --format ''": "json hl7 fhir",
    }
    folder = tmp_path / "path"
    folder.mkdir()
    (tmp_path / "healthgen").write_text("from healthgen_db.cli.main import main\nmain()\n")
    command = shlex.join([sys.executable, str(tmp_path / "healthgen")])
    (folder / "healthgen").write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    (folder / "healthgen").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        # Typer would look for the shell among the parents of the process: without this, it takes the name.
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    script = ASK + "\n".join(asked)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert dict(zip(asked, done.stdout.splitlines(), strict=True)) == asked
