"""The answers of a dirty stream: what is wrong with which message, and which messages have to be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalars
from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.fault_kinds import REPAIRABLE

# A stream that starts anew sends the same faults again; what counts is the last time.
_SAVE = """
INSERT INTO {} (target, message_id, fault, repairable, hospital_id, encounter_id, bed_id, sent_at, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (target, message_id) DO UPDATE
SET fault = EXCLUDED.fault, repairable = EXCLUDED.repairable, sent_at = EXCLUDED.sent_at, detail = EXCLUDED.detail,
    resent_at = NULL
"""
_TO_SEND_AGAIN = """
SELECT message_id::bigint
FROM {}
WHERE target = %s AND NOT repairable AND resent_at IS NULL
ORDER BY sent_at, message_id::bigint
"""
_MARK_RESENT = "UPDATE {} SET resent_at = now() WHERE target = %s AND message_id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is wrong with a message: a row of the table answers, without its target."""

    message_id: str
    fault: str
    hospital_id: int
    encounter_id: int | None
    bed_id: int | None
    sent_at: datetime
    detail: dict[str, Any]

    @property
    def repairable(self) -> bool:
        """Whether a careful receiver ends with the same tables as without the fault."""
        return self.fault in REPAIRABLE


def answer(event: AdtEvent, fault: str, sent_at: datetime, detail: dict[str, Any]) -> Answer:
    """Return the answer for an event of the log that has a fault."""
    # The bed counts for events of the bed only; those of a patient concern the encounter.
    bed = event.bed_id if event.encounter_id is None else None
    return Answer(event.message_id, fault, event.hospital_id, event.encounter_id, bed, sent_at, detail)


def save_answers(connection: psycopg.Connection, feed: str, target: str, answers: Sequence[Answer]) -> None:
    """Write the answers of messages that a target has. feed: name of the schema. The caller commits."""
    rows = [
        (
            target,
            each.message_id,
            each.fault,
            each.repairable,
            each.hospital_id,
            each.encounter_id,
            each.bed_id,
            each.sent_at,
            Jsonb(each.detail) if each.detail else None,
        )
        for each in answers
    ]
    with errors_mapped(), connection.cursor() as cursor:
        cursor.executemany(_statement(_SAVE, feed), rows)


def events_to_send_again(connection: psycopg.Connection, feed: str, target: str) -> list[int]:
    """Return the event keys of the messages that a target got in a form that nobody can repair, in sending order."""
    return scalars(connection, _statement(_TO_SEND_AGAIN, feed), [target])


def mark_resent(connection: psycopg.Connection, feed: str, target: str, keys: Sequence[int]) -> None:
    """Note that events were sent again as they should be. The caller commits."""
    with errors_mapped():
        connection.execute(_statement(_MARK_RESENT, feed), [target, [str(key) for key in keys]])


def _statement(text: str, feed: str) -> sql.Composed:
    return sql.SQL(text).format(sql.Identifier(feed, "answers"))
