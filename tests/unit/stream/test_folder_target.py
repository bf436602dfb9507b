"""The folder as a target: complete files in the order of the log, whenever it is stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.stream.targets.folder import QUARTER, REFERENCE, UNFINISHED, Folder, quarter
from healthgen_db.stream.targets.target import Message

BEGIN = datetime(2026, 6, 30, 7, 15, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 6 * 3600), min_size=1, max_size=40).map(sorted)


def message(seconds: int) -> Message:
    return Message(BEGIN + timedelta(seconds=seconds), seconds, 0, "1", f'{{"at":{seconds}}}'.encode())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lines(folder: Path) -> list[bytes]:
    """Return the messages of all files, in the order of their names."""
    return [line for name in names(folder) for line in (folder / name).read_bytes().splitlines()]


def test_a_file_holds_a_quarter_of_an_hour(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new" / "messages", "json")
    folder.begin(b"{}")
    folder.send([message(0), message(899), message(900), message(3 * 900)])
    written = tmp_path / "new" / "messages"
    assert names(written) == [
        REFERENCE,
        "adt-20260630T0715Z.ndjson",
        "adt-20260630T0730Z.ndjson",
        "adt-20260630T0800Z.ndjson" + UNFINISHED,
    ]
    assert (written / "adt-20260630T0715Z.ndjson").read_bytes() == b'{"at":0}\n{"at":899}\n'
    folder.flush()
    assert names(written)[-1] == "adt-20260630T0800Z.ndjson"


def test_the_names_are_in_utc(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "hl7")
    # Both are 01:30 at night, before and after the clocks go back.
    for hour in (5, 6):
        moment = datetime(2026, 11, 1, hour, 30, tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
        folder.send([Message(moment, hour, 0, "1", b"MSH|")])
    folder.flush()
    assert names(tmp_path) == ["adt-20261101T0530Z.hl7", "adt-20261101T0630Z.hl7"]


def test_what_is_not_complete_is_removed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "json")
    folder.send([message(0), message(1000)])
    folder.close()
    assert names(tmp_path) == ["adt-20260630T0715Z.ndjson"]


def test_what_a_killed_stream_left_is_removed(tmp_path: Path) -> None:
    for name in ("adt-20260630T0715Z.ndjson.unfinished", "other.unfinished"):
        (tmp_path / name).touch()
    Folder(tmp_path, "json")
    assert names(tmp_path) == ["other.unfinished"]


def test_the_rest_of_a_quarter_gets_a_name_of_its_own(tmp_path: Path) -> None:
    first = Folder(tmp_path, "json")
    first.send([message(60)])
    first.flush()
    second = Folder(tmp_path, "json", after=message(60).sent_at)
    second.send([message(61), message(900)])
    second.flush()
    assert names(tmp_path) == [
        "adt-20260630T0715Z.ndjson",
        "adt-20260630T0715Z_071601.ndjson",
        "adt-20260630T0730Z.ndjson",
    ]
    assert lines(tmp_path) == [message(at).payload for at in (60, 61, 900)]


def test_what_is_sent_again_replaces_nothing(tmp_path: Path) -> None:
    for again in (False, True):
        folder = Folder(tmp_path, "json", again=again)
        folder.send([message(60)])
        folder.flush()
    assert names(tmp_path) == ["adt-20260630T0715Z.ndjson", "adt-20260630T0715Z_again.ndjson"]


@given(moments=MOMENTS, cut=st.integers(0, 40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_two_runs_give_what_one_gives(
    moments: list[int], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    messages = [message(at) for at in moments]
    cut = min(cut, len(messages))
    whole, parts = (tmp_path_factory.mktemp("folders") / name for name in ("whole", "parts"))
    folder = Folder(whole, "json")
    folder.send(messages)
    folder.flush()
    # The first run is killed after `cut` messages; the second one repeats what has no complete file.
    first = Folder(tmp_path_factory.mktemp("first"), "json")
    first.send(messages[:cut])
    copytree(first.path, parts)
    first.close()
    began = quarter(messages[cut - 1].sent_at) if cut else None
    safe = [each for each in messages[:cut] if began and each.sent_at < began]
    second = Folder(parts, "json", after=safe[-1].sent_at if safe else None)
    second.send(messages[len(safe) :])
    second.flush()
    assert {name: (parts / name).read_bytes() for name in names(parts)} == {
        name: (whole / name).read_bytes() for name in names(whole)
    }
    assert lines(whole) == [each.payload for each in messages]
    assert all(quarter(each.sent_at) <= each.sent_at < quarter(each.sent_at) + QUARTER for each in messages)


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"^--to .*file: no files can be written there \("):
        Folder(tmp_path / "file", "json")


def test_a_folder_that_disappears_is_an_error(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "messages", "json")
    (tmp_path / "messages").rmdir()
    with pytest.raises(WarehouseError, match=r"adt-20260630T0715Z\.ndjson cannot be written"):
        folder.send([message(0)])
