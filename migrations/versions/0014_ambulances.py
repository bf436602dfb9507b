"""Ambulances: vehicles and their runs; views of the workforce by quarter, and of hospitals and people by day."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    Numeric,
    Text,
)

from healthgen_db.schema.tables.base import column, computed_key
from healthgen_db.schema.tables.views import view_clauses

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)
VIEWS = "quarterly_workforce", "daily_staff", "daily_hospitals"


def upgrade() -> None:
    _create_vehicles()
    _create_ambulance_runs()
    for view in VIEWS:
        for clause in view_clauses(view):
            op.execute(clause)


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
    op.drop_table("ambulance_runs")
    op.drop_table("vehicles")


def _create_vehicles() -> None:
    op.create_table(
        "vehicles",
        computed_key("vehicle_id", Integer, "Number of the vehicle: hospital_id * 1000 + a number."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column("call_sign", Text, "Name in radio calls, such as Medic 3."),
        column("care", Text, "Care that it is equipped for: basic, advanced or critical care."),
        CheckConstraint("care IN ('basic', 'advanced', 'critical care')", name="care"),
        comment="Ambulances of the hospitals.",
    )


def _create_ambulance_runs() -> None:
    op.create_table(
        "ambulance_runs",
        computed_key(
            "run_id", BigInteger, "Number of the run: encounter_id * 100, + the attempt of a transfer."
        ),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column(
            "encounter_id", BigInteger, "The encounter of the patient.", ForeignKey("encounters.encounter_id")
        ),
        column("purpose", Text, "emergency (to the emergency department) or transfer (to another facility)."),
        column("operator", Text, "own, or other: another service came because no own ambulance was free."),
        column(
            "priority", Text, "Priority of the call, Echo (highest) to Omega; null for transfers.", null=True
        ),
        column("care", Text, "Care that was sent: basic, advanced or critical care."),
        column("lights", Boolean, "True when the ambulance drove to the scene with lights and sirens."),
        column(
            "vehicle_id",
            Integer,
            "The vehicle; null for another service.",
            ForeignKey("vehicles.vehicle_id"),
            null=True,
        ),
        column(
            "driver_id",
            Integer,
            "The driver; null for another service.",
            ForeignKey("staff.staff_id"),
            null=True,
        ),
        column(
            "driver_shift_id",
            BigInteger,
            "Shift of the driver; null for another service.",
            ForeignKey("shifts.shift_id"),
            null=True,
        ),
        column(
            "attendant_id",
            Integer,
            "Who cared for the patient; null for another service.",
            ForeignKey("staff.staff_id"),
            null=True,
        ),
        column(
            "attendant_shift_id",
            BigInteger,
            "Shift of the attendant; null for another service.",
            ForeignKey("shifts.shift_id"),
            null=True,
        ),
        column("miles", Numeric(5, 1), "Miles with the patient."),
        column("called_at", MOMENT, "When the call came."),
        column("dispatched_at", MOMENT, "When the crew was told."),
        column("en_route_at", MOMENT, "When the vehicle drove off."),
        column("on_scene_at", MOMENT, "When it reached the patient."),
        column("left_scene_at", MOMENT, "When it left with the patient."),
        column("arrived_at", MOMENT, "When it arrived at the hospital or facility."),
        column("offloaded_at", MOMENT, "When the crew handed over the patient; null before.", null=True),
        column("available_at", MOMENT, "When the crew was free for the next run; null before.", null=True),
        CheckConstraint("purpose IN ('emergency', 'transfer')", name="purpose"),
        CheckConstraint("operator IN ('own', 'other')", name="operator"),
        CheckConstraint(
            "priority IN ('Echo', 'Delta', 'Charlie', 'Bravo', 'Alpha', 'Omega')", name="priority"
        ),
        CheckConstraint("care IN ('basic', 'advanced', 'critical care')", name="care"),
        CheckConstraint("(priority IS NOT NULL) = (purpose = 'emergency')", name="priority_of_emergency"),
        CheckConstraint(
            "num_nonnulls(vehicle_id, driver_id, driver_shift_id, attendant_id, attendant_shift_id) = CASE operator"
            " WHEN 'own' THEN 5 ELSE 0 END",
            name="own_crew",
        ),
        CheckConstraint("driver_id <> attendant_id", name="crew_of_two"),
        CheckConstraint("miles >= 0", name="miles"),
        CheckConstraint(
            "called_at <= dispatched_at AND dispatched_at <= en_route_at AND en_route_at <= on_scene_at AND"
            " on_scene_at <= left_scene_at AND left_scene_at <= arrived_at AND arrived_at <= offloaded_at AND"
            " offloaded_at <= available_at",
            name="times_in_order",
        ),
        CheckConstraint("available_at IS NULL OR offloaded_at IS NOT NULL", name="available_after_offload"),
        comment="Runs of ambulances that brought a patient to the hospital, or to another one.",
    )
    op.create_index(None, "ambulance_runs", ["encounter_id"])
    op.create_index(None, "ambulance_runs", ["hospital_id", "arrived_at"])
