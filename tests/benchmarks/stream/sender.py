"""Messages a second that the sender alone makes of the log of an existing warehouse, and its memory on the way.

    uv run python -m tests.benchmarks.stream.sender
    uv run python -m tests.benchmarks.stream.sender --dsn postgresql://me@host/db --until 2024-06-30

Nothing is written: the messages are counted and forgotten. Memory is the resident set in MB, at each tenth of the log.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from healthgen_db.local_server.server import Server
from healthgen_db.progress import Progress
from healthgen_db.stream.source import run
from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.targets.target import Message


@dataclass
class Nothing:
    """A target that forgets all messages."""

    size: int = 0
    memory: list[float] = field(default_factory=list)
    """Resident set in MB after each part."""

    def begin(self, reference: bytes) -> None:
        """Forget it."""

    def send(self, messages: Sequence[Message]) -> None:
        """Count the bytes."""
        self.size += sum(len(each.payload) for each in messages)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.memory.append(pages * resource.getpagesize() / 1e6)

    def flush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def main() -> None:
    """Send the log in each format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dsn", help="default: the embedded server")
    parser.add_argument("--schema", default="healthcare")
    parser.add_argument("--until", help="last day")
    parser.add_argument("--format", action="append", help="default: json, hl7 and fhir")
    parser.add_argument("--dirty", type=float, default=0.0)
    given = parser.parse_args()
    dsn = given.dsn or Server().dsn()
    print("format   messages  bytes each  a second  per second of processor time  memory")
    for message_format in given.format or ("json", "hl7", "fhir"):
        nothing, options = (
            Nothing(),
            run.StreamOptions("-", message_format, until=given.until, dirty=given.dirty),
        )
        began = time.process_time()
        with patch.object(run, "open_target_of", return_value=nothing):
            result = run.run_stream(dsn, given.schema, options, Progress(), Stop())
        processor = time.process_time() - began
        tenths = [nothing.memory[len(nothing.memory) * tenth // 10] for tenth in range(1, 10)]
        print(
            f"{message_format:6} {result.messages:10,} {nothing.size / result.messages:11.0f}"
            f" {result.messages / result.seconds:9,.0f} {result.messages / processor:29,.0f}  "
            + " ".join(f"{each:.0f}" for each in tenths)
        )


if __name__ == "__main__":
    main()
