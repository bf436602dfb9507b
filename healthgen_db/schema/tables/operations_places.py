"""The places of a hospital at work: departments, units and beds, and the facilities that it transfers patients to."""

from sqlalchemy import (
    Boolean,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
)

from healthgen_db.operations.words import BED_KINDS, CARE, FACILITY_KINDS, LEVELS, UNIT_AGES
from healthgen_db.schema.tables.base import (
    check,
    column,
    computed_key,
    foreign_key,
    one_of,
    reference,
    table,
)

services = table(
    "services",
    "Services of hospitals, such as Cardiology: who is responsible for a patient.",
    column("service", Text, "Code of the service, as in MIMIC-IV where it has one, such as CMED."),
    column("name", Text, "Name of the service, such as Cardiology.", unique=True),
    PrimaryKeyConstraint("service"),
)

complaints = table(
    "complaints",
    "Complaints with which patients come to an emergency department.",
    computed_key("complaint_id", SmallInteger, "Number of the complaint."),
    column("name", Text, "Name of the complaint, such as Ankle sprain.", unique=True),
    column("female_only", Boolean, "True when only women have it."),
    column("min_age", SmallInteger, "Lowest age of patients who have it."),
    column("max_age", SmallInteger, "Highest age of patients who have it."),
    check("age_range", "min_age >= 0 AND min_age <= max_age"),
)

departments = table(
    "departments",
    "Departments: a hospital has one for each service that it offers.",
    computed_key("department_id", Integer, "Number of the department: hospital_id * 100 + a number."),
    reference("hospital_id", "hospitals", "The hospital."),
    reference("service", "services", "The service that the department gives."),
    column("name", Text, "Name of the department."),
    UniqueConstraint("hospital_id", "service"),
    UniqueConstraint("department_id", "hospital_id"),
)

units = table(
    "units",
    "Units of hospitals: wards, the emergency department, the operating rooms.",
    computed_key("unit_id", Integer, "Number of the unit: hospital_id * 1000 + a number."),
    column("hospital_id", Integer, "The hospital."),
    column("department_id", Integer, "The department that runs the unit, of the same hospital."),
    column("name", Text, "Name of the unit, such as Medicine 2."),
    column(
        "care_level",
        Text,
        "Level of care: emergency, general, telemetry, step-down, intensive, labor or operating.",
    ),
    column("ages", Text, "Whom it takes: adult, child or all."),
    column("patients_per_nurse", Numeric(3, 1), "Most patients that one nurse cares for at a time."),
    column("beds", SmallInteger, "Number of its beds, stations or operating rooms; table beds lists them."),
    UniqueConstraint("unit_id", "hospital_id"),
    foreign_key("departments", "department_id", "hospital_id"),
    one_of("care_level", LEVELS),
    one_of("ages", UNIT_AGES),
    check("patients_per_nurse", "patients_per_nurse > 0"),
    check("beds", "beds > 0"),
)

beds = table(
    "beds",
    "Places where a patient can be: beds of wards, stations of emergency departments, operating rooms.",
    computed_key("bed_id", Integer, "Number of the bed: hospital_id * 100000 + a number."),
    column("unit_id", Integer, "The unit that it stands in."),
    column("hospital_id", Integer, "The hospital of the unit."),
    column("kind", Text, "bed of a ward, station of an emergency department, or (operating) room."),
    column("room", Text, "Room that it stands in."),
    column("label", Text, "Its label in the room, such as A."),
    UniqueConstraint("unit_id", "room", "label"),
    foreign_key("units", "unit_id", "hospital_id"),
    one_of("kind", BED_KINDS),
)

facilities = table(
    "facilities",
    "Facilities outside the dataset that a hospital transfers patients to, and from which it takes patients.",
    computed_key("facility_id", Integer, "Number of the facility: hospital_id * 100 + a number."),
    reference("hospital_id", "hospitals", "The hospital that works with it."),
    column("name", Text, "Name of the facility (invented)."),
    column("kind", Text, "Kind of facility, such as skilled nursing facility."),
    reference(
        "zipcode", "zip_codes", "ZIP code of the facility; null outside the dataset's ones.", null=True
    ),
    column("miles", Numeric(5, 1), "Miles from the hospital."),
    one_of("kind", FACILITY_KINDS),
    check("miles", "miles >= 0"),
)

facility_services = table(
    "facility_services",
    "What each facility offers. A transfer goes only to a facility that offers the care needed.",
    reference("facility_id", "facilities", "The facility."),
    column("care", Text, "Care that it offers, such as rehabilitation."),
    PrimaryKeyConstraint("facility_id", "care"),
    one_of("care", CARE),
)
