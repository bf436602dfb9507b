"""Both sides of a reconciliation under the names that the files of sql/reconcile use, and how far the sender is."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.kpis.windows import Hospital
from healthgen_db.postgres.catalog import schema_exists
from healthgen_db.postgres.queries import scalars
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake.schemas import BRONZE, FEED, GOLD, SILVER
from healthgen_db.stream.reconcile.position import Position
from healthgen_db.stream.source.fault_kinds import LATE, OUT_OF_ORDER, Kinds
from healthgen_db.stream.source.faults import LONGEST_DELAY

TABLES = ("encounters", "ed_stays", "bed_stays", "bed_status_periods")
"""Tables that silver makes of events."""
_OF_ENCOUNTERS = (
    "encounter_id IN (SELECT encounter_id FROM {warehouse}.encounters WHERE hospital_id = ANY({hospitals}))"
)
# What belongs to chosen hospitals. The warehouse knows the hospital of every encounter and bed.
_OF_HOSPITALS = {
    "adt_events": "hospital_id = ANY({hospitals})",
    "encounters": "hospital_id = ANY({hospitals})",
    "ed_stays": _OF_ENCOUNTERS,
    "bed_stays": _OF_ENCOUNTERS,
    "bed_status_periods": "bed_id IN (SELECT bed_id FROM {warehouse}.beds WHERE hospital_id = ANY({hospitals}))",
}
_SENT_PATIENTS = (
    "CREATE TEMP VIEW sent_patients AS"
    " SELECT patient_id, first_name, last_name, date_of_birth, gender, zipcode, state FROM {warehouse}.patients"
    " WHERE patient_id IN (SELECT patient_id FROM taken_adt_events)"
)
_SENDER = """
CREATE TEMP TABLE sender AS
SELECT
    %s::timestamptz AS sent_at,
    %s::bigint AS sent_key,
    %s::timestamptz AS from_at,
    %s::integer[] AS hospitals,
    FALSE AS waiting
"""
# A stream whose messages wait in bronze is not lost. Until silver has read them, nobody knows which events they tell.
_WAITING = "UPDATE sender SET waiting = EXISTS (SELECT FROM {} WHERE refined_at IS NULL)"
# Only these faults delay a message, and the draw of an event's fault depends on nothing else.
_DELAYING = (LATE, OUT_OF_ORDER)


@dataclass(frozen=True)
class Sides:
    """The schemas on both sides, and the hospitals that are compared."""

    schema: str
    """The warehouse that sent the messages."""
    ingested: str
    """The prefix of silver and gold."""
    hospitals: Sequence[Hospital] | None
    """None: all."""

    @property
    def bronze(self) -> str:
        """The schema of bronze."""
        return side_schema(self.ingested, BRONZE)

    @property
    def silver(self) -> str:
        """The schema of silver."""
        return side_schema(self.ingested, SILVER)

    @property
    def gold(self) -> str:
        """The schema of gold."""
        return side_schema(self.ingested, GOLD)

    @property
    def feed(self) -> str:
        """The schema with positions and answers of the sender."""
        return side_schema(self.schema, FEED)

    def require(self, connection: psycopg.Connection) -> None:
        """Raise WarehouseError if nothing has been ingested under this name."""
        if not schema_exists(connection, self.silver) or not schema_exists(connection, self.gold):
            raise WarehouseError(
                f"there is no schema {self.silver}; fill it first with: healthgen ingest, or name the schema that was"
                " filled with --ingested"
            )

    def name(self, connection: psycopg.Connection, position: Position | None) -> None:
        """Create temporary views and tables with the names that the files of sql/reconcile use."""
        for table in ("adt_events", *TABLES):
            self._view(connection, "sent", self.schema, table)
            self._view(connection, "taken", self.silver, table)
        self._view(connection, "sent", self.schema, "beds")
        for table in ("patients", "watermarks"):
            self._view(connection, "taken", self.silver, table)
        connection.execute(sql.SQL(_SENT_PATIENTS).format(warehouse=sql.Identifier(self.schema)))
        connection.execute(
            sql.SQL("CREATE TEMP VIEW quarantine AS SELECT * FROM {}").format(
                sql.Identifier(self.silver, "quarantine")
            )
        )
        self._answers(connection, position)
        self._sender(connection, position)
        if schema_exists(connection, self.bronze):
            connection.execute(sql.SQL(_WAITING).format(sql.Identifier(self.bronze, "batches")))

    def _view(self, connection: psycopg.Connection, side: str, schema: str, table: str) -> None:
        condition: sql.Composable = sql.SQL("TRUE")
        if self.hospitals is not None and table in _OF_HOSPITALS:
            condition = sql.SQL(_OF_HOSPITALS[table]).format(
                warehouse=sql.Identifier(self.schema),
                hospitals=sql.Literal([each.hospital_id for each in self.hospitals]),
            )
        connection.execute(
            sql.SQL("CREATE TEMP VIEW {} AS SELECT * FROM {} WHERE {}").format(
                sql.Identifier(f"{side}_{table}"), sql.Identifier(schema, table), condition
            )
        )

    def _answers(self, connection: psycopg.Connection, position: Position | None) -> None:
        connection.execute(
            "CREATE TEMP TABLE answers (message_id text, fault text, repairable boolean, hospital_id integer,"
            " encounter_id bigint, sent_at timestamptz, detail jsonb, resent_at timestamptz)"
        )
        if position is not None:
            statement = sql.SQL(
                "INSERT INTO answers SELECT message_id, fault, repairable, hospital_id, encounter_id, sent_at, detail,"
                " resent_at FROM {} WHERE target = %s AND (%s::integer[] IS NULL OR hospital_id = ANY(%s))"
            )
            numbers = None if self.hospitals is None else [each.hospital_id for each in self.hospitals]
            connection.execute(
                statement.format(sql.Identifier(self.feed, "answers")), [position.target, numbers, numbers]
            )
        connection.execute("ANALYZE answers")

    def _sender(self, connection: psycopg.Connection, position: Position | None) -> None:
        connection.execute("CREATE TEMP TABLE delayed (event_key bigint)")
        if position is None:
            # A stream to standard output has no position. What is older than the first event was left out.
            connection.execute(_SENDER, ["infinity", 0, "-infinity", None])
            connection.execute(
                "UPDATE sender SET from_at = (SELECT min(first_recorded_at) FROM taken_watermarks)"
            )
            return
        options = position.options
        since = options.get("from") or "-infinity"
        connection.execute(_SENDER, [position.sent_at, position.event_key, since, options.get("hospital")])
        if options.get("dirty"):
            self._delayed(connection, position)

    def _delayed(self, connection: psycopg.Connection, position: Position) -> None:
        """Find the events before the position that a dirty stream may still hold back."""
        keys = scalars(
            connection,
            "SELECT event_key FROM sent_adt_events WHERE recorded_at BETWEEN %s AND %s",
            [position.sent_at - LONGEST_DELAY, position.sent_at],
        )
        kinds = Kinds(float(position.options["dirty"]), int(position.options["seed"])).drawn(keys)
        held = [key for key, kind in zip(keys, kinds, strict=True) if kind in _DELAYING]
        connection.execute("INSERT INTO delayed SELECT unnest(%s::bigint[])", [held])
