"""The commands of the guide to the stream run end to end, and its queries find something."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import healthgen_db.stream
from healthgen_db.cli import main as cli
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.stream.source.fault_kinds import FAULTS, REPAIRABLE
from tests.malformed import MALFORMED

GUIDE = (Path(healthgen_db.stream.__file__).parent / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?);\n```", GUIDE, re.DOTALL)
Query = Callable[..., list[tuple[Any, ...]]]


COMMANDS = re.findall(r"bronze directly:\n\n```sh\n(.*?)```", GUIDE, re.DOTALL)[0].splitlines()


@pytest.fixture(scope="module")
def streamed(
    databases: Callable[..., AbstractContextManager[str]], run_load: Callable[..., LoadResult]
) -> Iterator[str]:
    """Give a database with a small hospital, whose log went through a dirty stream into gold as the guide says."""
    with databases(empty=True) as dsn, pytest.MonkeyPatch.context() as patch:
        hospital = {"patients": 200, "single_hospital": True, "start": date(2026, 6, 1), "operations": True}
        run_load(dsn, how={"block_size": 200}, **hospital)
        for command in COMMANDS:
            arguments = command.removeprefix("uv run ").split()
            dirty = ("--dirty", "0.2") if "stream" in arguments else ()
            patch.setattr(sys, "argv", [*arguments, *dirty, "--dsn", dsn])
            with pytest.raises(SystemExit) as ending:
                cli.main()
            assert not ending.value.code, command
        yield dsn


def test_the_guide_has_nine_queries() -> None:
    assert len(QUERIES) == 9


@pytest.mark.parametrize("text", QUERIES, ids=range(len(QUERIES)))
def test_a_query_of_the_guide_finds_something(streamed: str, query: Query, text: str) -> None:
    rows = query(streamed, text, schema=None)
    assert rows
    assert any(row[-1] is not None for row in rows)


def test_a_dirty_stream_on_standard_output_begins_anew_and_has_answers(
    streamed: str, healthgen: Callable[..., Any], query: Query
) -> None:
    arguments = ("stream", "--to", "-", "--dirty", 0.2, "--until", "2026-06-03", "--dsn", streamed)
    first = healthgen(*arguments)
    answers = query(streamed, "SELECT * FROM healthcare_feed.answers WHERE target = '-' ORDER BY message_id")
    assert (first.code, len(answers) > 5) == (0, True)
    assert healthgen(*arguments).out == first.out
    assert answers == query(
        streamed, "SELECT * FROM healthcare_feed.answers WHERE target = '-' ORDER BY message_id"
    )


def rows_of(heading: str) -> dict[str, str]:
    """Return the last column by the first of the table below a heading of the guide."""
    section = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip(): cells[-1].strip() for cells in rows}


def test_the_guide_knows_every_fault() -> None:
    told = {name.strip("`"): last for name, last in rows_of("Faults").items()}
    assert told == {fault: "yes" if fault in REPAIRABLE else "no" for fault in FAULTS}


def test_the_guide_knows_every_reason_of_quarantine() -> None:
    told = re.findall(r"`([^`]+)`", " ".join(rows_of("Quarantine")))
    assert sorted(told) == sorted({each.reason for each in MALFORMED})
