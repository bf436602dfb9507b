"""Standard output as a target: one message a line."""

import os
import sys
from collections.abc import Sequence

from healthgen_db.config.errors import WarehouseError
from healthgen_db.stream.targets.target import Message


class StandardOutput:
    """Writes messages to standard output. Nobody confirms them, so a stream to it keeps no position."""

    def begin(self, reference: bytes) -> None:
        """Write the reference snapshot as the first line."""
        self._write([reference])

    def send(self, messages: Sequence[Message]) -> None:
        """Write messages. Raises WarehouseError if the reader of a pipe has ended."""
        self._write([each.payload for each in messages])

    def flush(self) -> None:
        """Hand everything over to the reader."""

    def close(self) -> None:
        """Do nothing: standard output belongs to the process."""

    def _write(self, lines: Sequence[bytes]) -> None:
        if not lines:
            return
        try:
            sys.stdout.buffer.write(b"\n".join(lines) + b"\n")
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            # Python would write the rest when it exits, and complain once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise WarehouseError(
                "the command that reads the messages has ended before all of them were sent"
            ) from error
        except OSError as error:
            raise WarehouseError(
                f"standard output cannot be written: {error.strerror}; free some space, or send to another place"
            ) from error
