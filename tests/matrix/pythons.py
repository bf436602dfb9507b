"""All tests on several versions of Python.

    tests/matrix/pythons 3.12 3.13 /opt/python3.14/bin/python3 -- tests/unit -k load

Each Python gets a copy of the checkout and an environment of its own, in a temporary folder that stays, with the output
of the tests. What follows -- goes to pytest. The exit code is 1 if a test failed, or if a Python ran no test.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree as ET

TOP = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
# A test that hangs fails after this many seconds, and the run goes on. The slowest test takes two minutes.
MOST_SECONDS = 900
PYTEST = ("--dist", "loadfile", "--no-loadscope-reorder", f"--timeout={MOST_SECONDS}", "--tb=short")


@dataclass(frozen=True)
class Result:
    """What the tests said on one Python."""

    python: str
    passed: int
    failed: tuple[str, ...]
    skipped: int
    seconds: float

    def line(self) -> str:
        """Return the row of the table."""
        counts = f"{self.passed:>7} {len(self.failed):>7} {self.skipped:>8} {self.seconds:>8.0f}"
        return f"{self.python:<10}{counts}"


def main() -> int:
    """Run the tests on each Python that was asked for, one after the other; print the table."""
    arguments, for_pytest = split(sys.argv[1:])
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pythons", nargs="*", default=list(VERSIONS), help="versions, or paths of a python")
    parser.add_argument("-n", "--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="healthgen-pythons-"))
    # Root's tests run the copy as an ordinary user, too.
    folder.chmod(0o755)
    print(f"copies and output: {folder}", flush=True)
    results = [
        run_tests(python, folder / f"python-{number}", given.processes, for_pytest)
        for number, python in enumerate(given.pythons, 1)
    ]
    print(f"\n{'Python':<10}{'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}")
    for result in results:
        print(result.line())
        for name in result.failed:
            print(f"    {name}")
    return int(any(result.failed or not result.passed for result in results))


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the arguments before --, and those after it."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def run_tests(python: str, folder: Path, processes: int, for_pytest: list[str]) -> Result:
    """Run the tests in a copy of the checkout on one Python, given as a version or a path."""
    checkout, report, output = folder / "checkout", folder / "report.xml", folder / "output.txt"
    copy_checkout(checkout)
    kept = {
        name: text
        for name, text in os.environ.items()
        if name not in {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
    }
    kept |= {"UV_PYTHON": python, "HEALTHGEN_HOME": str(folder / "home")}
    uv = ["uv", "run", "--all-extras", "--dev", "--with", "pytest-timeout"]
    version = "import platform; print(platform.python_version())"
    begin = perf_counter()
    with output.open("w", encoding="utf-8") as stream:
        found = subprocess.run(
            [*uv, "python", "-c", version],
            cwd=checkout,
            env=kept,
            stdout=subprocess.PIPE,
            stderr=stream,
            check=False,
        ).stdout.decode()
        tests = [*uv, "pytest", "-n", str(processes), *PYTEST, f"--junitxml={report}", *for_pytest]
        subprocess.run(tests, cwd=checkout, env=kept, stdout=stream, stderr=stream, check=False)
    return read(report, found.strip() or python, perf_counter() - begin)


def copy_checkout(folder: Path) -> None:
    """Copy every file that git knows, and new files that it does not ignore, as they are now."""
    folder.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (TOP / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((TOP / name).read_bytes())
            (folder / name).chmod((TOP / name).stat().st_mode)


def read(report: Path, python: str, seconds: float) -> Result:
    """Count the tests in a report of pytest; a report that is missing has none."""
    cases = list(ET.parse(report).iter("testcase")) if report.exists() else []
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    names = tuple(f"{case.get('classname')}::{case.get('name')}" for case in failed)
    return Result(python, len(cases) - len(failed) - len(skipped), names, len(skipped), seconds)


if __name__ == "__main__":
    sys.exit(main())
