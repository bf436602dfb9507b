"""The source DIR: files with messages, read in order of their names as they appear.

A sender writes a file beside its name and renames it when it is complete. The receiver moves it on: into DIR/reading
while it is read, into DIR/processed when its messages are stored for good, into DIR/failed if it cannot be read.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.other_processes import locked
from healthgen_db.stream.receive.lines import BATCH_BYTES, BEFORE_HL7, LINES, Splitter
from healthgen_db.stream.receive.source import Received
from healthgen_db.systems import this_system

BETWEEN = {".ndjson": LINES, ".hl7": BEFORE_HL7}
"""Endings of files, and what stands between their messages."""
READING, PROCESSED, FAILED = "reading", "processed", "failed"
_CHUNK = 1 << 20
_PARTITION = 0
# So many messages are read before their size is looked at.
_AT_A_TIME = 100
_DIGITS = 15
# How often the folder is looked at again when there was nothing.
_PAUSE = 0.1


@dataclass
class _File:
    """A file that is being read. Its name in DIR/reading begins with the number of its first message.

    So a receiver that was killed knows from the offset in the database which of its messages are stored.
    """

    path: Path
    first: int
    end: int | None = None
    """Number after its last message; None until all of it was read."""

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return self.path.name[_DIGITS + 1 :]

    def messages(self) -> Iterator[bytes]:
        """Yield its messages. Raises OSError if it cannot be read."""
        splitter = Splitter(BETWEEN[self.path.suffix])
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield from splitter.feed(chunk)
        yield from splitter.end()


class FolderSource:
    """Reads the files *.ndjson and *.hl7 of a folder. Its messages are numbered on from file to file."""

    def __init__(self, path: Path, note: Callable[[str], None]) -> None:
        """Raise ConfigError if there is no such folder, or another receiver reads it.

        note: is told which files cannot be read
        """
        self.path = path
        self._note = note
        try:
            if not path.is_dir():
                raise ConfigError(f"--from {path}: there is no such folder; make it, or name another")
            for each in (READING, PROCESSED, FAILED):
                (path / each).mkdir(exist_ok=True)
            self._held = ExitStack()
            if not self._held.enter_context(locked(path / READING / ".lock")):
                raise ConfigError(f"--from {path}: another healthgen ingest reads this folder")
            # Offsets belong to the name. A folder of the same path on another machine has messages of its own.
            self.name = f"folder:{path.resolve()}#{_identity(path / READING / '.identity')}"
        except OSError as error:
            raise ConfigError(
                f"--from {path}: files cannot be moved there ({error.strerror}); the folder must be writable"
            ) from error
        self._next_offset: Callable[[int], int] = lambda _: 0
        self._offset = 0
        self._stored = 0
        """All messages before this one are in the database."""
        self._ignored: set[str] = set()
        self._names: deque[str] = deque()
        self._again: deque[Path] = deque()
        self._read: deque[_File] = deque()
        self._now: tuple[_File, Iterator[bytes]] | None = None

    @property
    def ended(self) -> bool:
        """A folder never ends: another file may appear."""
        return False

    def start(self, next_offset: Callable[[int], int]) -> None:
        """Begin with the files of DIR/reading, which another run did not finish."""
        self._next_offset = next_offset
        self._offset = self._stored = next_offset(_PARTITION)
        self._now = None
        self._names.clear()
        self._read.clear()
        self._again = deque(sorted((self.path / READING).glob("[0-9]*")))

    def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages, of several files if they are small; an empty list if none came in that time."""
        deadline = time.monotonic() + seconds
        found: list[Received] = []
        size = 0
        while len(found) < most and size < BATCH_BYTES:
            if self._now is None and not self._open_next():
                if found or (left := deadline - time.monotonic()) <= 0:
                    break
                time.sleep(min(_PAUSE, left))
                continue
            messages = self._next_messages(min(_AT_A_TIME, most - len(found)))
            found += messages
            size += sum(len(each.raw) for each in messages)
        return found

    def committed(self, received: Sequence[Received]) -> None:
        """Move the files that are stored whole to DIR/processed."""
        self._stored = received[-1].offset + 1
        self._move_stored()

    def dropped(self, received: Sequence[Received]) -> None:
        """Begin again."""
        del received
        self.start(self._next_offset)

    def lag(self) -> int | None:
        """Return None: how many messages are in files that were not read cannot be known."""
        return None

    def close(self) -> None:
        """Let another receiver read the folder."""
        self._now = None
        self._held.close()

    def _next_messages(self, most: int) -> list[Received]:
        """Return messages of the open file, and close it at its end."""
        assert self._now is not None  # noqa: S101 - poll() has opened it
        file, messages = self._now
        try:
            batch = list(islice(messages, most))
        except OSError as error:
            self._fail(file.path, file.name, error)
            batch = []
        found = [Received(raw, _PARTITION, self._offset + i) for i, raw in enumerate(batch)]
        self._offset += len(found)
        if len(batch) < most:
            self._now = None
            file.end = self._offset
            self._read.append(file)
            self._move_stored()
        return found

    def _open_next(self) -> bool:
        """Open the next file; return whether there is one."""
        while self._again:
            file = _File(path := self._again.popleft(), int(path.name[:_DIGITS]))
            messages = file.messages()
            stored = self._offset - file.first
            try:
                # The messages that are stored already are read and left out.
                for _ in islice(messages, max(0, stored)):
                    pass
            except OSError as error:
                self._fail(path, file.name, error)
                continue
            self._offset = max(self._offset, file.first)
            self._now = file, messages
            return True
        if not self._names:
            self._names.extend(self._list())
        while self._names:
            name = self._names.popleft()
            claimed = self.path / READING / f"{self._offset:0{_DIGITS}}-{name}"
            try:
                this_system().retried(partial((self.path / name).rename, claimed))
            except FileNotFoundError:
                continue
            except OSError as error:
                self._fail(self.path / name, name, error)
                continue
            file = _File(claimed, self._offset)
            self._now = file, file.messages()
            return True
        return False

    def _list(self) -> list[str]:
        """Return the names of the files that are there, in order. Raises StreamError if the folder has gone."""
        try:
            return sorted(
                path.name
                for path in self.path.iterdir()
                if path.suffix in BETWEEN and path.name[0] != "." and path.name not in self._ignored
            )
        except OSError as error:
            raise StreamError(
                f"--from {self.path}: the folder can no longer be read ({error.strerror}); when it can, run the same"
                " command again: it goes on from there"
            ) from error

    def _move_stored(self) -> None:
        while self._read and (end := self._read[0].end) is not None and end <= self._stored:
            file = self._read.popleft()
            try:
                this_system().retried(partial(file.path.replace, self.path / PROCESSED / file.name))
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StreamError(
                    f"--from {self.path}: {file.name} is stored, and cannot be moved to {PROCESSED}/"
                    f" ({error.strerror}); when it can, run the same command again: it goes on from there"
                ) from error

    def _fail(self, path: Path, name: str, error: OSError) -> None:
        """Put a file aside. Its messages that were read before the error stay."""
        place = f"it is now in {FAILED}/"
        try:
            path.replace(self.path / FAILED / name)
        except OSError:
            self._ignored.add(name)
            place = "it stays where it is"
        self._note(f"{name} cannot be read ({error.strerror}); {place}")


def _identity(path: Path) -> str:
    """Return what tells a folder from all others, whatever its path is: drawn once, and kept in this file."""
    if not path.exists() or not path.read_text(encoding="ascii"):
        path.write_text(token_hex(4), encoding="ascii")
    return path.read_text(encoding="ascii")
