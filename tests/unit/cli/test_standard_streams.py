"""Standard streams that are closed, full, without a reader, or with few characters: output and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.posix import DEV_FULL

HEALTHGEN = "from healthgen_db.cli.main import main; main()"
FULL = Path("/dev/full")
# A name of a folder with a letter that is in UTF-8 only.
HOME = "/nowhere/ż"


def healthgen(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line. settings: arguments of subprocess.run; streams that they leave out are caught."""
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run([sys.executable, "-c", HEALTHGEN, *arguments], check=False, **streams | settings)


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_a_character_that_the_output_does_not_have_is_escaped(encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "HEALTHGEN_HOME": HOME}
    ended = healthgen("db", "status", env=environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"/nowhere/\\u017c" in ended.stdout


def test_tables_need_no_unicode() -> None:
    ended = healthgen("presets", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"|demo " in ended.stdout


def close(number: int) -> None:
    """Close a stream in the child process, before Python starts there."""
    os.close(number)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts programs without preexec_fn")
@pytest.mark.parametrize("number", [1, 2])
def test_a_closed_stream_changes_nothing_else(number: int) -> None:
    ended = healthgen("load", "--patients", "0", preexec_fn=lambda: close(number))
    assert ended.returncode == 2
    # print() would write errors to standard output if there is no standard error.
    assert ended.stdout == b""
    assert (b"error: --patients 0" in ended.stderr) is (number != 2)


@DEV_FULL
@pytest.mark.parametrize("command", ["--version", "presets"])
def test_a_full_standard_output_ends_with_3(command: str) -> None:
    with FULL.open("w") as full:
        ended = healthgen(command, stdout=full)
    assert ended.returncode == 3
    assert ended.stderr.splitlines() == [b"error: cannot write to standard output: No space left on device"]


@DEV_FULL
def test_a_full_standard_error_does_not_change_the_exit_code() -> None:
    with FULL.open("w") as full:
        ended = healthgen("load", "--patients", "0", stderr=full)
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe without a reader is another error on Windows")
@pytest.mark.parametrize("arguments", [["--version"], ["presets"]])
def test_nobody_reads_is_not_a_violated_rule(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        ended = healthgen(*arguments, stdout=nobody)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["load", "--help"], ["db"], ["stream", "--help"]])
def test_help_on_a_narrow_terminal_has_whole_names_and_no_markup(arguments: list[str]) -> None:
    ended = healthgen(*arguments, env=os.environ | {"COLUMNS": "40"})
    lines = (ended.stdout + ended.stderr).decode().splitlines()
    assert b"error" not in ended.stderr
    assert lines[0].startswith(f"Usage: -c {arguments[0]}")
    assert [line for line in lines if len(line) > 40 and "-|DIR|kafka" not in line] == []
    assert not [line for line in lines if "…" in line or "[bold]" in line or "\\[" in line]
    named = [line.split()[0] for line in lines if line.startswith("  -")]
    assert ("--json" in named) is (arguments[0] != "db")
