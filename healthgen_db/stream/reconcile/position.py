"""Which stream a lake was filled from, and how far that stream is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.catalog import schema_exists
from healthgen_db.postgres.queries import scalars
from healthgen_db.stream.kafka.address import SCHEME as KAFKA
from healthgen_db.stream.mllp.address import SCHEME as MLLP
from healthgen_db.stream.targets.opening import POSTGRES, STANDARD_OUTPUT, target_name

_POSITIONS = "SELECT target, sent_at, event_key, options FROM {} ORDER BY target"
_SOURCES = "SELECT DISTINCT source FROM {}"


@dataclass(frozen=True)
class Position:
    """How far a stream is, and which events it sends."""

    target: str
    sent_at: datetime
    event_key: int
    options: dict[str, Any]


def find_position(connection: psycopg.Connection, feed: str, bronze: str, to: str | None) -> Position | None:
    """Return the position of the stream that a lake was filled from; None if a clean one came on standard output.

    feed, bronze: names of the schemas
    to: the receiver as `healthgen stream --to` names it; None: the one that the sources of bronze fit

    Raises ConfigError if it must be named, or if nothing was sent there.
    """
    known = _positions(connection, feed)
    names = ", ".join(known) or "no receivers"
    if to is not None:
        target = target_name(to)
        if target != STANDARD_OUTPUT and target not in known:
            raise ConfigError(f"--to {to}: nothing was sent there; there are {names}")
        return known.get(target)
    sources = _sources(connection, bronze)
    fitting = [
        target for target in {**known, STANDARD_OUTPUT: None} if any(_fits(each, target) for each in sources)
    ]
    if len(fitting) > 1:
        raise ConfigError(f"--to: the messages came from several streams; name one of {', '.join(fitting)}")
    return known.get(fitting[0]) if fitting else None


def _positions(connection: psycopg.Connection, feed: str) -> dict[str, Position]:
    if not schema_exists(connection, feed):
        return {}
    statement = sql.SQL(_POSITIONS).format(sql.Identifier(feed, "positions"))
    with connection.cursor(row_factory=class_row(Position)) as cursor:
        return {each.target: each for each in cursor.execute(statement).fetchall()}


def _sources(connection: psycopg.Connection, bronze: str) -> Sequence[str]:
    if not schema_exists(connection, bronze):
        return []
    return scalars(connection, sql.SQL(_SOURCES).format(sql.Identifier(bronze, "batches")))


def _fits(source: str, target: str) -> bool:
    """Whether messages of a source of bronze can be those that were sent to a target."""
    kind, _, place = source.partition(":")
    if kind == "folder":
        # What tells the folder from others of the same path follows #.
        return Path(target).resolve() == Path(place.rpartition("#")[0])
    if kind == "kafka":
        # A topic that was made again has a number after #.
        topic = place.partition("#")[0]
        return target.startswith(KAFKA) and target.rpartition("/")[2] == topic
    if kind == "mllp":
        return target.startswith(MLLP)
    return {"stream": POSTGRES, "lines": STANDARD_OUTPUT}.get(source) == target
