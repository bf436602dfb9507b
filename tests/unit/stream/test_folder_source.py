"""The folder as a source: each message once, in order of names, wherever the receiver is killed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.stream.receive.folder import FolderSource
from healthgen_db.stream.receive.source import Received

LINES = {
    "a.ndjson": [b"1", b"2", b"3"],
    "b.ndjson": [],
    "c.hl7": [b"MSH|4\rPID|\r", b"MSH|5\r"],
    "d.ndjson": [b"6"],
    "e.ndjson": [b"%d" % number for number in range(7, 40)],
}
ALL = [message for messages in LINES.values() for message in messages]


class Database:
    """What bronze would have: the messages that were stored, and the offset."""

    def __init__(self) -> None:
        self.stored: list[bytes] = []
        self.next = 0

    def next_offset(self, partition: int) -> int:
        assert partition == 0
        return self.next

    def store(self, received: list[Received]) -> None:
        """Store messages as bronze does: never one twice."""
        assert received[0].offset >= self.next
        assert [each.offset for each in received] == list(
            range(received[0].offset, received[0].offset + len(received))
        )
        self.stored += [each.raw for each in received]
        self.next = received[-1].offset + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, messages in LINES.items():
        (tmp_path / name).write_bytes(b"".join(message + b"\n" for message in messages))
    (tmp_path / "f.ndjson.unfinished").write_bytes(b"not yet\n")
    (tmp_path / "notes.txt").write_bytes(b"no messages\n")
    return tmp_path


def opened(path: Path, database: Database, note: Callable[[str], None] = print) -> FolderSource:
    source = FolderSource(path, note)
    source.start(database.next_offset)
    return source


def files(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir() if each.is_file() and not each.name.startswith("."))


def test_files_in_order_of_their_names(folder: Path) -> None:
    database = Database()
    source = opened(folder, database)
    while received := source.poll(4, 0):
        database.store(received)
        source.committed(received)
    assert database.stored == ALL
    assert files(folder / "processed") == sorted(LINES)
    assert files(folder) == ["f.ndjson.unfinished", "notes.txt"]
    assert files(folder / "reading") == []
    (folder / "f.ndjson.unfinished").rename(folder / "f.ndjson")
    assert [each.raw for each in source.poll(9, 0)] == [b"not yet"]
    assert not source.ended
    source.close()


@pytest.mark.parametrize("seed", range(20))
def test_each_message_once_after_kills(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    database = Database()
    for _ in range(100):
        source = opened(folder, database)
        while received := source.poll(chance.randint(1, 9), 0):
            if chance.random() < 0.2:
                break  # killed before the transaction
            database.store(received)
            if chance.random() < 0.2:
                break  # killed after it, before the file was moved
            source.committed(received)
        source.close()
    assert database.stored == ALL
    assert files(folder / "processed") == sorted(LINES)


def test_dropped_messages_come_again(folder: Path) -> None:
    database = Database()
    source = opened(folder, database)
    source.dropped(source.poll(5, 0))
    received = source.poll(100, 0)
    database.store(received)
    source.committed(received)
    assert database.stored == ALL
    assert files(folder / "processed") == sorted(LINES)
    source.close()


def test_a_file_that_cannot_be_read_is_put_aside(folder: Path) -> None:
    (folder / "aa.ndjson").mkdir()
    said: list[str] = []
    source = opened(folder, Database(), said.append)
    assert [each.raw for each in source.poll(100, 0)] == ALL
    assert [each.name for each in (folder / "failed").iterdir()] == ["aa.ndjson"]
    [words] = said
    # The words between come from the system.
    assert words.startswith("aa.ndjson cannot be read (")
    assert words.endswith("); it is now in failed/")
    source.close()


def test_a_file_of_a_killed_run_that_cannot_be_read_is_put_aside(folder: Path) -> None:
    database = Database()
    source = opened(folder, database)
    database.store(source.poll(2, 0))
    source.close()
    [begun] = (folder / "reading").glob("*-a.ndjson")
    begun.unlink()
    begun.mkdir()
    source = opened(folder, database)
    assert [each.raw for each in source.poll(100, 0)] == ALL[3:]
    assert [each.name for each in (folder / "failed").iterdir()] == ["a.ndjson"]
    source.close()


def test_one_receiver_for_a_folder(folder: Path) -> None:
    source = opened(folder, Database())
    with pytest.raises(ConfigError, match="another healthgen ingest reads this folder"):
        FolderSource(folder, print)
    source.close()
    FolderSource(folder, print).close()


def test_another_folder_of_the_same_path_has_another_name(folder: Path) -> None:
    first = opened(folder, Database())
    first.close()
    again = opened(folder, Database())
    again.close()
    assert again.name == first.name
    # As on another machine: its offsets must not be mixed up with those of the first.
    folder.rename(folder.with_name("old"))
    folder.mkdir()
    other = opened(folder, Database())
    other.close()
    assert other.name != first.name
    assert other.name.startswith(f"folder:{folder}#")


def test_a_folder_that_has_gone(folder: Path) -> None:
    source = opened(folder, Database())
    source.poll(100, 0)
    folder.rename(folder.with_name("gone"))
    with pytest.raises(StreamError, match="the folder can no longer be read"):
        source.poll(1, 0)
    source.close()


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such folder"):
        FolderSource(tmp_path / "missing", print)
