"""A folder as a target: one file for each quarter of an hour of the dataset, complete as soon as it has its name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.stream.targets.target import Message
from healthgen_db.systems import this_system

QUARTER = timedelta(minutes=15)
UNFINISHED = ".unfinished"
"""Ending of a file that is being written. Readers leave such files alone."""
ENDINGS = {"json": "ndjson", "fhir": "ndjson", "hl7": "hl7"}
REFERENCE = "adt-00000000T0000Z-reference.ndjson"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def quarter(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour in which a moment lies, in UTC."""
    return moment.astimezone(UTC) - (moment - _EPOCH) % QUARTER


class Folder:
    """Writes files such as adt-20260630T0715Z.ndjson. The order of their names is the order of the log.

    A file is written beside its name, and renamed when it is complete. A stream that was killed writes the same files
    again, and so replaces what it may have written after its last position. Each message ends with a line break, also
    in HL7, where the segments of a message end with a carriage return.
    """

    def __init__(
        self, path: Path, message_format: str, *, after: datetime | None = None, again: bool = False
    ) -> None:
        """Create the folder if it is not there.

        message_format: json, hl7 or fhir
        after: when the last message of the run before was sent. The rest of its quarter of an hour gets a file with a
        longer name, so that it does not replace the first part.
        again: the messages are sent a second time. Their files get other names than those of the first time.

        Raises ConfigError if the folder cannot be written.
        """
        self.path = path
        self._ending = ENDINGS[message_format]
        self._continued = None if after is None else quarter(after)
        self._again = again
        self._file: BinaryIO | None = None
        self._name = ""
        self._ends: datetime | None = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            for left in path.glob(f"adt-*{UNFINISHED}"):
                left.unlink()
            (path / f"adt-{UNFINISHED}").touch()
            (path / f"adt-{UNFINISHED}").unlink()
        except OSError as error:
            raise ConfigError(f"--to {path}: no files can be written there ({error.strerror})") from error

    def begin(self, reference: bytes) -> None:
        """Write the reference snapshot into a file whose name comes before those of all other files."""
        with self._failures():
            self._open(REFERENCE)
            self._write([reference, b"\n"])
            self._complete()

    def send(self, messages: Sequence[Message]) -> None:
        """Write messages. The files of all quarters of an hour before that of the last message are complete then."""
        lines: list[bytes] = []
        with self._failures():
            for message in messages:
                if self._ends is None or message.sent_at >= self._ends:
                    self._write(lines)
                    lines = []
                    self._complete()
                    self._open(self._name_of(message.sent_at))
                    self._ends = quarter(message.sent_at) + QUARTER
                lines += (message.payload, b"\n")
            self._write(lines)

    def flush(self) -> None:
        """Complete the file of the last quarter of an hour, with what it has so far."""
        with self._failures():
            self._complete()

    def close(self) -> None:
        """Remove the file that is not complete."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
                Path(self._file.name).unlink()
            self._file = None

    def _name_of(self, sent_at: datetime) -> str:
        """Return the name of the file that begins with a message."""
        began = quarter(sent_at)
        # The underscore comes after the point: the rest comes after the first part.
        rest = f"_{sent_at.astimezone(UTC):%H%M%S}" if began == self._continued else ""
        rest += "_again" if self._again else ""
        return f"adt-{began:%Y%m%dT%H%MZ}{rest}.{self._ending}"

    def _open(self, name: str) -> None:
        self._name = name
        self._file = (self.path / (name + UNFINISHED)).open("wb")

    def _write(self, lines: list[bytes]) -> None:
        if self._file is not None and lines:
            self._file.write(b"".join(lines))

    def _complete(self) -> None:
        """Give the file its name.

        It is left to the system when its content is on the disk: three years are 100,000 files, and to wait for each
        would take minutes.
        """
        if self._file is None:
            return
        self._file.close()
        this_system().retried(partial(Path(self._file.name).replace, self.path / self._name))
        self._file, self._ends = None, None

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Raise WarehouseError for what the system refuses."""
        try:
            yield
        except OSError as error:
            raise WarehouseError(
                f"--to {self.path}: {self._name} cannot be written ({error.strerror}); when it can, run the same"
                " command again: it goes on from there"
            ) from error
