"""The size of a large load: noted before it begins, and refused where the disk is too small."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pytest

from healthgen_db.config.errors import ConfigError, LoadError
from healthgen_db.loading import estimate
from healthgen_db.loading.estimate import check_size, estimate_rows
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions
from healthgen_db.loading.plan import Plan
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World

GIB = 2**30
OPTIONS = LoadOptions(workers=2)

Worlds = Callable[..., World]


def plan(dsn: str, world: World) -> Plan:
    return Plan(dsn, "healthcare", world, stages_for(world, None))


def test_a_small_load_says_nothing(worlds: Worlds) -> None:
    notes: list[str] = []
    check_size(plan("", worlds(patients=100_000)), OPTIONS, notes.append, free_disk=0)
    assert notes == []


def test_a_large_load_notes_rows_disk_and_time(worlds: Worlds) -> None:
    notes: list[str] = []
    check_size(plan("", worlds(patients=20_000_000)), OPTIONS, notes.append, free_disk=None)
    (note,) = notes
    millions = re.match(r"about (\d+) million rows: ", note)
    assert millions
    # a row for each patient, and three to six visits with a bill
    assert 20 * 7 <= int(millions[1]) <= 20 * 13
    assert note.endswith(("minutes with 2 workers", "hours with 2 workers"))


def test_a_load_by_other_machines_notes_no_time(worlds: Worlds) -> None:
    notes: list[str] = []
    large = plan("", worlds(patients=20_000_000))
    check_size(large, OPTIONS, notes.append, free_disk=None, timed=False)
    assert [note[-len("GiB of disk space") :] for note in notes] == ["GiB of disk space"]


def test_a_star_takes_more_disk(worlds: Worlds) -> None:
    notes: list[str] = []
    for mart in (False, True):
        check_size(plan("", worlds(patients=20_000_000, mart=mart)), OPTIONS, notes.append, free_disk=None)
    plain, with_star = (int(re.findall(r"([\d,]+) GiB", note)[0]) for note in notes)
    assert 1.3 * plain < with_star < 1.9 * plain


def test_rows_are_estimated_within_five_percent_with_newcomers(worlds: Worlds) -> None:
    world = worlds(patients=20_000, origin=date(2025, 6, 30))
    (stage,) = stages_for(world, None)
    assert isinstance(stage, Stage)
    actual = sum(
        batch.num_rows
        for unit in stage.work_units(world)
        for _, batch in stage.rows(world, unit, NothingHandedOn())
    )
    assert estimate_rows(plan("", world)) == pytest.approx(actual, rel=0.05)


def test_rows_of_operations_are_estimated_from_the_demand(empty_dsn: str, worlds: Worlds) -> None:
    world = worlds(patients=4_000, single_hospital=True, operations=True, start=date(2025, 1, 1))
    load = plan(empty_dsn, world)
    rows = Load(load, LoadOptions(workers=1, validate=False), Progress()).run().rows
    assert rows["adt_events"] > rows["encounters"] > rows["visits"] > 0
    # small hospitals have more hours of units for each encounter
    assert estimate_rows(load) == pytest.approx(sum(rows.values()), rel=0.4)


def test_a_city_hospital_is_a_large_load(worlds: Worlds) -> None:
    notes: list[str] = []
    world = worlds(patients=200_000, single_hospital=True, operations=True, start=date(2024, 2, 19))
    check_size(plan("", world), OPTIONS, notes.append, free_disk=None)
    assert re.fullmatch(r"about 2\d million rows: \d GiB of disk space, \d minutes with 2 workers", notes[0])


def test_too_little_disk_is_refused_with_a_number_that_fits(empty_dsn: str, worlds: Worlds) -> None:
    big = plan(empty_dsn, worlds(patients=1_000_000_000))
    with pytest.raises(
        ConfigError, match=r"--patients 1000000000: .* choose at most --patients (\d+)"
    ) as refused:
        check_size(big, OPTIONS, lambda _: None, free_disk=20 * GIB)
    fits = int(str(refused.value).split("at most --patients ")[1].split(",")[0])
    check_size(plan(empty_dsn, worlds(patients=fits)), OPTIONS, lambda _: None, free_disk=20 * GIB)


def test_the_space_of_an_unfinished_load_counts_as_free(empty_dsn: str, worlds: Worlds) -> None:
    big = plan(empty_dsn, worlds(patients=1_000_000))
    with pytest.raises(ConfigError, match="choose at most --patients 0,"):
        check_size(big, OPTIONS, lambda _: None, free_disk=0)
    with closing(connect(empty_dsn, autocommit=True)) as connection:
        connection.execute("CREATE SCHEMA healthcare__loading")
        connection.execute(
            "CREATE TABLE healthcare__loading.visits AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)"
        )
    # These 23 MB are enough for some 6,000 patients.
    with pytest.raises(ConfigError, match=r"choose at most --patients [56]\d{3},"):
        check_size(big, OPTIONS, lambda _: None, free_disk=0)


def test_an_estimate_whose_process_ends_says_how_it_ended(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "_serve", os._exit)
    with pytest.raises(
        LoadError, match=r"the process that estimates the size of the load ended with exit code \d"
    ):
        check_size(plan("", worlds(patients=1_000_000)), OPTIONS, lambda _: None, free_disk=None)
