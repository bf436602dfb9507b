""".docker/first_load.py, the one-shot loader: which commands of healthgen it runs, and the exit code it ends with."""

from __future__ import annotations

import json
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "a1b2c3"
SCRIPT = Path(__file__).parents[3] / ".docker" / "first_load.py"
LOAD, READERS = ["load", "--patients", "9"], ["db", "reader", "--count", "2", "--own-server", "--json"]

first_load: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["first_load"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list[list[str]]]]:
    """Give a function that runs the loader, and returns its exit code and the commands that it ran."""

    def first_load_with(dataset: dict[str, Any] | None, **codes: int) -> tuple[int, list[list[str]]]:
        ran = []

        def answer(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
            name, *arguments = command
            assert name == "healthgen"
            ran.append(arguments)
            readers = {"logins": [{"name": "reader_01", "password": PASSWORD}], "notes": ["a note"]}
            output = {"status": json.dumps({"dataset": dataset}), "db": json.dumps(readers)}.get(arguments[0])
            return subprocess.CompletedProcess(command, codes.get(arguments[0], 0), stdout=output)

        monkeypatch.setattr(subprocess, "run", answer)
        return first_load(LOAD[1:]), ran[1:]

    return first_load_with


def test_an_empty_database_is_loaded_and_gets_readers(
    run: Callable[..., tuple[int, list[list[str]]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(None) == (0, [LOAD, READERS])
    shown = capsys.readouterr().out
    assert "reader_01" in shown
    assert "Note: a note\n" in shown
    # The log of the service can be read by others than .env.
    assert PASSWORD not in shown


def test_a_dataset_stays_and_the_readers_are_checked_again(
    run: Callable[..., tuple[int, list[list[str]]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run({"dataset_id": 7}) == (0, [READERS])
    assert "docker compose run --rm healthgen load --patients 9" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("failing", "ran"), [("status", []), ("load", [LOAD]), ("db", [LOAD, READERS])], ids=str
)
def test_the_first_failure_ends_it(
    run: Callable[..., tuple[int, list[list[str]]]], failing: str, ran: list[list[str]]
) -> None:
    assert run(None, **{failing: 3}) == (3, ran)


@pytest.mark.parametrize("option", ["--schema=other", "--dsn"])
def test_the_schema_is_that_of_the_dashboards(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert first_load([option]) == 2
    assert "HEALTHGEN_LOAD_OPTIONS" in capsys.readouterr().err
