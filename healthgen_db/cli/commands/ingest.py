"""The command ingest: receives ADT messages into bronze, silver and gold."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from healthgen_db.cli.command import GENERAL, HOW, INTERRUPTED, DatabaseCommand, complain
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option

if TYPE_CHECKING:
    from healthgen_db.stream.lake.ingest import Ingested

MOST_DAYS = 36_500


@dataclass(frozen=True, kw_only=True)
class Ingest(DatabaseCommand):
    """Receive ADT messages: raw ones into bronze, what they mean into silver, KPIs into gold.

    The schemas are SCHEMA_bronze, SCHEMA_silver and SCHEMA_gold. Each message is taken once, whatever is killed.

    Messages that cannot be used are kept in SCHEMA_silver.quarantine, with the reason. Ctrl-C stops it after a whole
    batch; the same command goes on from there.
    """

    example = (
        "[bold]Example[/bold]\n\nhealthgen stream --to - | healthgen ingest --from - ;"
        " healthgen ingest --from kafka://127.0.0.1:9092/adt"
    )

    origin: str | None = option(
        None,
        "Where messages come from: a topic of Kafka, a port for MLLP, a folder with files *.ndjson and *.hl7, or - for"
        " standard input. Without it: only what waits in bronze.",
        flags=("--from",),
        metavar="kafka://HOST:PORT/TOPIC|mllp://HOST:PORT|DIR|-",
        panel=GENERAL,
    )
    until_idle: float | None = option(
        None,
        "End after so many seconds without a message. Without it: go on until Ctrl-C, or the end of standard input.",
        limits=(0, 1e9),
        metavar="SECONDS",
        panel=GENERAL,
    )
    reference: Path | None = option(
        None,
        "First take the hospitals, units and beds of this file, from healthgen stream --reference-only --to -. MLLP"
        " needs it, as HL7 cannot carry them.",
        metavar="FILE",
        panel=GENERAL,
    )
    replay_quarantine: bool = option(
        False, "Judge the messages in quarantine again, such as after a reference came.", panel=GENERAL
    )
    keep_days: int | None = option(
        None,
        "Drop raw messages of bronze that came more than so many days ago. Without it: keep all.",
        limits=(0, MOST_DAYS),
        metavar="DAYS",
        panel=GENERAL,
    )
    batch: int = option(20_000, "Most messages that are stored at a time.", limits=(1, 1_000_000), panel=HOW)
    group: str | None = option(
        None,
        "Consumer group of Kafka. Receivers of one group share the partitions. Without it: one group for each schema of"
        " each database.",
        metavar="NAME",
        panel=HOW,
    )
    kafka_config: Path | None = option(
        None,
        "File with properties of librdkafka, such as those of TLS and SASL.",
        metavar="FILE",
        panel=HOW,
    )
    no_gold: bool = option(False, "Leave gold as it is.", panel=HOW)

    def run(self) -> None:
        """Receive messages and show what became of them."""
        from healthgen_db.cli.show.ingest import ingested_screen, ingested_values

        if self.until_idle is not None and self.origin is None:
            raise ConfigError(
                "--until-idle: there is no --from that could be idle; name one, or leave it out"
            )
        try:
            result = self._ingest()
        except KeyboardInterrupt:
            complain("stopped; what waits in bronze goes to silver with the next healthgen ingest")
            raise typer.Exit(INTERRUPTED) from None
        self.show(ingested_values(result), ingested_screen(result, self.schema))

    def _ingest(self) -> Ingested:
        from healthgen_db.stream.kafka.group import default_group
        from healthgen_db.stream.lake.ingest import IngestOptions, ingest
        from healthgen_db.stream.receive.opening import SourceOptions, open_source

        options = IngestOptions(
            batch=self.batch,
            until_idle=self.until_idle,
            keep_days=self.keep_days,
            reference=self.reference,
            replay_quarantine=self.replay_quarantine,
            with_gold=not self.no_gold,
        )
        with self.open_target() as (target, progress):
            source = None
            if self.origin is not None:
                group = self.group or default_group(target.dsn, target.schema)
                how = SourceOptions(group, self.kafka_config, progress.note)
                source = open_source(self.origin, how)
            return ingest(target.dsn, target.schema, source, options, progress)
