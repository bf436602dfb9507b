"""The command stream: sends the log of ADT events as messages."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from healthgen_db.cli.command import GENERAL, INTERRUPTED, WHERE, DatabaseCommand, complain
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option

if TYPE_CHECKING:
    from healthgen_db.stream.source.run import StreamOptions

FASTEST = "max"
MOMENT = "a date, or a local time such as 2026-06-30T07:00"


def known_speed(text: str) -> str:
    """Return max, or a number of seconds."""
    try:
        usable = text == FASTEST or 0 < float(text) < float("inf")
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("write max, or how many seconds of the dataset pass in a second, such as 3600")
    return text


@dataclass(frozen=True, kw_only=True)
class Stream(DatabaseCommand):
    """Send the log of ADT events as messages, in the order in which they were recorded.

    If it is stopped, the same command goes on after the last message that the receiver has for good.
    """

    example = (
        "[bold]Examples[/bold]\n\nhealthgen stream --to - --until 2026-01-31 | head\n\nhealthgen stream --to messages"
        " --speed 3600\n\nhealthgen stream --to kafka://127.0.0.1:9092/adt --dirty 0.05"
    )

    to: str = option(
        "postgres",
        "The receiver: standard output, a folder (a file for each quarter of an hour), Kafka, an HL7 receiver, or"
        " schema SCHEMA_bronze of this database.",
        metavar="-|DIR|kafka://HOST:PORT/TOPIC|mllp://HOST:PORT|postgres",
        panel=GENERAL,
    )
    message_format: str | None = option(
        None,
        "How messages are written.",
        flags=("--format",),
        pattern="json|hl7|fhir",
        words="json, hl7 or fhir",
        metavar="json|hl7|fhir",
        default="json; hl7 over MLLP",
        panel=GENERAL,
    )
    speed: str = option(
        FASTEST,
        "How many seconds of the dataset pass in a second, such as 3600; or max: as fast as the receiver can.",
        check=known_speed,
        metavar="NUMBER|max",
        panel=GENERAL,
    )
    since: str | None = option(
        None,
        f"Only messages from this moment on: {MOMENT}. A date means its beginning.",
        flags=("--from",),
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    until: str | None = option(
        None,
        f"Only messages before this moment: {MOMENT}. A date means its end.",
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    hospital: str | None = option(
        None, "Number of a hospital, or a part of its name. Without it: all that are at work.", panel=GENERAL
    )
    restart: bool = option(False, "Send everything again, from the beginning.", panel=GENERAL)
    reference_only: bool = option(
        False,
        "Send only the reference snapshot: hospitals, units, beds, and what codes mean.",
        panel=GENERAL,
    )
    dirty: float = option(
        0.0,
        "Share of events that get a fault, as in real feeds; table answers of schema SCHEMA_feed lists them.",
        limits=(0, 1),
        default="0, none",
        panel=GENERAL,
    )
    resend: bool = option(
        False,
        "Send again, as they should be, the messages of --dirty that no receiver can repair.",
        panel=GENERAL,
    )
    partitions: int | None = option(
        None,
        "Partitions of a Kafka topic that is made.",
        limits=(1, 10_000),
        default="4",
        panel=WHERE,
    )
    connections: int = option(
        1,
        "Connections to an HL7 receiver (MLLP). More are faster; then only the messages of an encounter keep their"
        " order.",
        limits=(1, 64),
        panel=WHERE,
    )
    kafka_config: Path | None = option(
        None,
        "File with properties of librdkafka, such as those of TLS and SASL.",
        metavar="FILE",
        panel=WHERE,
    )

    def run(self) -> None:
        """Send messages and report how many."""
        from healthgen_db.cli.show.stream import ending, stream_screen, stream_values
        from healthgen_db.stream.source.pace import stopping
        from healthgen_db.stream.source.run import run_stream, send_reference

        standard_output = self.to == "-"
        if standard_output and self.as_json:
            raise ConfigError(
                "--json: standard output has the messages; leave out --json, or send to another place"
            )
        with self.open_target() as (target, progress):
            if self.reference_only:
                send_reference(target.dsn, target.schema, self._options())
                return
            with stopping() as stop:
                result = run_stream(target.dsn, target.schema, self._options(), progress, stop)
        if not standard_output:
            self.show(stream_values(result), stream_screen(result))
        if not self.quiet or not result.complete:
            complain(ending(result, until=self.until, resend=self.resend))
        if not result.complete:
            raise typer.Exit(INTERRUPTED)

    def _options(self) -> StreamOptions:
        from healthgen_db.stream.source.run import StreamOptions

        return StreamOptions(
            to=self.to,
            message_format=self.message_format,
            speed=None if self.speed == FASTEST else float(self.speed),
            since=self.since,
            until=self.until,
            hospital=self.hospital,
            restart=self.restart,
            dirty=self.dirty,
            resend=self.resend,
            partitions=self.partitions,
            kafka_config=self.kafka_config,
            connections=self.connections,
        )
