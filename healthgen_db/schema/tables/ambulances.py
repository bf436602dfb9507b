"""Ambulances: vehicles and their runs."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, Numeric, Text

from healthgen_db.operations.words import AMBULANCE_CARE, PRIORITIES, RUN_OPERATORS, RUN_PURPOSES
from healthgen_db.schema.tables.base import MOMENT, check, column, computed_key, one_of, reference, table

vehicles = table(
    "vehicles",
    "Ambulances of the hospitals.",
    computed_key("vehicle_id", Integer, "Number of the vehicle: hospital_id * 1000 + a number."),
    reference("hospital_id", "hospitals", "The hospital."),
    column("call_sign", Text, "Name in radio calls, such as Medic 3."),
    column("care", Text, "Care that it is equipped for: basic, advanced or critical care."),
    one_of("care", AMBULANCE_CARE),
)

ambulance_runs = table(
    "ambulance_runs",
    "Runs of ambulances that brought a patient to the hospital, or to another one.",
    computed_key("run_id", BigInteger, "Number of the run: encounter_id * 100, + the attempt of a transfer."),
    reference("hospital_id", "hospitals", "The hospital."),
    reference("encounter_id", "encounters", "The encounter of the patient."),
    column("purpose", Text, "emergency (to the emergency department) or transfer (to another facility)."),
    column("operator", Text, "own, or other: another service came because no own ambulance was free."),
    column("priority", Text, "Priority of the call, Echo (highest) to Omega; null for transfers.", null=True),
    column("care", Text, "Care that was sent: basic, advanced or critical care."),
    column("lights", Boolean, "True when the ambulance drove to the scene with lights and sirens."),
    reference("vehicle_id", "vehicles", "The vehicle; null for another service.", null=True),
    reference("driver_id", "staff", "The driver; null for another service.", key="staff_id", null=True),
    reference(
        "driver_shift_id",
        "shifts",
        "Shift of the driver; null for another service.",
        key="shift_id",
        null=True,
    ),
    reference(
        "attendant_id",
        "staff",
        "Who cared for the patient; null for another service.",
        key="staff_id",
        null=True,
    ),
    reference(
        "attendant_shift_id",
        "shifts",
        "Shift of the attendant; null for another service.",
        key="shift_id",
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
    one_of("purpose", RUN_PURPOSES),
    one_of("operator", RUN_OPERATORS),
    one_of("priority", PRIORITIES),
    one_of("care", AMBULANCE_CARE),
    check("priority_of_emergency", "(priority IS NOT NULL) = (purpose = 'emergency')"),
    check(
        "own_crew",
        "num_nonnulls(vehicle_id, driver_id, driver_shift_id, attendant_id, attendant_shift_id)"
        " = CASE operator WHEN 'own' THEN 5 ELSE 0 END",
    ),
    check("crew_of_two", "driver_id <> attendant_id"),
    check("miles", "miles >= 0"),
    check(
        "times_in_order",
        "called_at <= dispatched_at AND dispatched_at <= en_route_at AND en_route_at <= on_scene_at"
        " AND on_scene_at <= left_scene_at AND left_scene_at <= arrived_at AND arrived_at <= offloaded_at"
        " AND offloaded_at <= available_at",
    ),
    check("available_after_offload", "available_at IS NULL OR offloaded_at IS NOT NULL"),
    Index(None, "encounter_id"),
    Index(None, "hospital_id", "arrived_at"),
)
