"""The views of MIMIC-IV's tables: their columns and types, their rows, and queries from MIMIC's documentation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest

from healthgen_db.schema.side_schemas import make_side_schema, renew_comments, side_files

MIMIC = "healthcare_mimic"
# Columns and types of MIMIC-IV 3.1 and MIMIC-IV-ED 2.2, from the scripts that create them. Numbers of healthgen need
# bigint where those of MIMIC-IV are integers.
COLUMNS = {
    "patients": """
        subject_id bigint, gender character(1), anchor_age smallint, anchor_year smallint,
        anchor_year_group character varying(20), dod date
    """,
    "admissions": """
        subject_id bigint, hadm_id bigint, admittime timestamp without time zone,
        dischtime timestamp without time zone, deathtime timestamp without time zone,
        admission_type character varying(40), admit_provider_id character varying(10),
        admission_location character varying(60), discharge_location character varying(60),
        insurance character varying(255), language character varying(10), marital_status character varying(30),
        race character varying(80), edregtime timestamp without time zone, edouttime timestamp without time zone,
        hospital_expire_flag smallint
    """,
    "transfers": """
        subject_id bigint, hadm_id bigint, transfer_id bigint, eventtype character varying(10),
        careunit character varying(255), intime timestamp without time zone, outtime timestamp without time zone
    """,
    "icustays": """
        subject_id bigint, hadm_id bigint, stay_id bigint, first_careunit character varying(255),
        last_careunit character varying(255), intime timestamp without time zone,
        outtime timestamp without time zone, los double precision
    """,
    "services": """
        subject_id bigint, hadm_id bigint, transfertime timestamp without time zone,
        prev_service character varying(10), curr_service character varying(10)
    """,
    "edstays": """
        subject_id bigint, hadm_id bigint, stay_id bigint, intime timestamp without time zone,
        outtime timestamp without time zone, gender character varying(1), race character varying(60),
        arrival_transport character varying(50), disposition character varying(255)
    """,
    "triage": """
        subject_id bigint, stay_id bigint, temperature numeric, heartrate numeric, resprate numeric,
        o2sat numeric, sbp numeric, dbp numeric, pain text, acuity numeric, chiefcomplaint character varying(255)
    """,
}
TYPES = """
    SELECT c.relname, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'healthcare_mimic'::regnamespace AND a.attnum > 0
    GROUP BY c.relname
"""
UNCOMMENTED = """
    SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'healthcare_mimic'::regnamespace
        AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
"""
local = datetime.fromisoformat


@pytest.fixture
def mimic(fact_rows: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Give a connection that sees the views of a warehouse with a few rows."""
    make_side_schema(fact_rows, MIMIC, "healthcare", side_files("mimic"))
    fact_rows.execute("SET search_path TO healthcare_mimic")
    yield fact_rows
    fact_rows.rollback()


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_tables_and_columns_are_those_of_mimic(mimic: psycopg.Connection) -> None:
    found = dict(rows(mimic, TYPES))
    assert found == {view: " ".join(columns.split()) for view, columns in COLUMNS.items()}
    assert rows(mimic, UNCOMMENTED) == []


def test_a_migration_renews_the_comments(mimic: psycopg.Connection) -> None:
    told = "SELECT obj_description('admissions'::regclass), col_description('admissions'::regclass, 1)"
    before = rows(mimic, told)
    mimic.execute("COMMENT ON VIEW admissions IS 'Old.'; COMMENT ON COLUMN admissions.subject_id IS 'Old.'")
    mimic.execute("SET search_path TO healthcare")
    renew_comments(mimic, "healthcare")
    mimic.execute("SET search_path TO healthcare_mimic")
    assert rows(mimic, told) == before


def test_patients(mimic: psycopg.Connection) -> None:
    assert rows(mimic, "SELECT * FROM patients ORDER BY subject_id") == [
        (1, "F", 45, 2025, "2023 - 2025", local("2025-06-01").date()),
        (2, "M", 24, 2025, "2023 - 2025", None),
    ]


def test_admissions_are_observation_and_inpatient_stays(mimic: psycopg.Connection) -> None:
    first, second = rows(mimic, "SELECT * FROM admissions ORDER BY admittime")
    assert first == (
        *(1, 10002, local("2025-03-11T13:00"), local("2025-03-12T15:00"), None, "EW EMER.", None),
        *("EMERGENCY ROOM", "SKILLED NURSING FACILITY", "Medicare", None, None, None),
        *(local("2025-03-11T11:00"), local("2025-03-11T13:30"), 0),
    )
    assert second == (
        *(1, 10003, local("2025-05-30T16:00"), None, None, "DIRECT OBSERVATION", None),
        *("TRANSFER FROM HOSPITAL", None, "Medicare", None, None, None, None, None, 0),
    )


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("class = 'inpatient', arrival_mode = 'scheduled'", "ELECTIVE"),
        ("class = 'inpatient', arrival_mode = 'direct'", "DIRECT EMER."),
        ("class = 'inpatient', arrival_mode = 'clinic'", "URGENT"),
        ("class = 'inpatient', arrival_mode = 'transfer'", "URGENT"),
        ("class = 'observation', arrival_mode = 'scheduled'", "AMBULATORY OBSERVATION"),
    ],
)
def test_the_admission_type_follows_class_and_arrival(
    mimic: psycopg.Connection, values: str, kind: str
) -> None:
    mimic.execute(f"UPDATE healthcare.encounters SET {values} WHERE encounter_id = 10003".encode())
    assert rows(mimic, "SELECT admission_type FROM admissions WHERE hadm_id = 10003") == [(kind,)]


def test_a_planned_surgery_on_the_day_of_admission_has_its_own_type(mimic: psycopg.Connection) -> None:
    mimic.execute(
        "UPDATE healthcare.encounters SET class = 'inpatient', arrival_mode = 'scheduled' WHERE encounter_id = 10003;"
        " INSERT INTO healthcare.surgeries (encounter_id, sequence, urgency, procedure, booked_at, planned_at)"
        " VALUES (10003, 1, 'elective', 'Heart Bypass', '2025-05-01 12:00Z', '2025-05-31 03:00Z')"
    )
    kind = "SELECT admission_type FROM admissions WHERE hadm_id = 10003"
    assert rows(mimic, kind) == [("SURGICAL SAME DAY ADMISSION",)]
    mimic.execute(
        "UPDATE healthcare.surgeries SET planned_at = '2025-05-31 05:00Z' WHERE encounter_id = 10003"
    )
    assert rows(mimic, kind) == [("ELECTIVE",)]


def test_a_death_has_its_time_and_its_flag(mimic: psycopg.Connection) -> None:
    mimic.execute("UPDATE healthcare.encounters SET disposition = '20' WHERE encounter_id = 10002")
    query = """
        SELECT deathtime, dischtime, discharge_location, hospital_expire_flag FROM admissions WHERE hadm_id = 10002
    """
    left = local("2025-03-12T15:00")
    assert rows(mimic, query) == [(left, left, "DIED", 1)]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE healthcare.billing SET insurance_provider_id = 2 WHERE visit_id = 102", "Private"),
        (
            """
            UPDATE healthcare.billing SET insurance_provider_id = NULL, insurance_coverage_amount = 0,
                patient_responsibility_amount = total_charge
            WHERE visit_id = 102
            """,
            "Other",
        ),
        ("UPDATE healthcare.patients SET insurance_provider_id = 2", "Medicare"),
    ],
)
def test_the_insurance_is_that_of_the_bill(mimic: psycopg.Connection, statement: str, kind: str) -> None:
    mimic.execute(statement.encode())
    assert rows(mimic, "SELECT insurance FROM admissions WHERE hadm_id = 10002") == [(kind,)]


def test_transfers_lead_from_place_to_place(mimic: psycopg.Connection) -> None:
    query = "SELECT hadm_id, transfer_id, eventtype, careunit, intime, outtime FROM transfers ORDER BY transfer_id"
    emergency, intensive, ward = "Emergency Department", "Intensive care 1", "Medicine 1"
    came, moved, left = local("2025-03-11T13:30"), local("2025-03-12T01:30"), local("2025-03-12T15:00")
    assert rows(mimic, query) == [
        (None, 1000100, "ED", emergency, local("2025-03-01T10:00"), local("2025-03-01T13:00")),
        (10002, 1000200, "ED", emergency, local("2025-03-11T11:00"), came),
        (10002, 1000201, "admit", intensive, came, moved),
        (10002, 1000202, "transfer", ward, moved, left),
        (10002, 1000299, "discharge", None, left, None),
        (10003, 1000301, "admit", ward, local("2025-05-30T16:05"), None),
        (None, 1500100, "ED", emergency, local("2025-04-01T11:00"), local("2025-04-01T12:00")),
    ]
    # A known fault of MIMIC-IV (mimic-code, discussion 2167).
    others = (
        "SELECT 1 FROM transfers AS t JOIN admissions AS a USING (hadm_id) WHERE a.subject_id <> t.subject_id"
    )
    assert rows(mimic, others) == []


def test_bed_stays_in_intensive_care_without_a_break_are_one_stay(mimic: psycopg.Connection) -> None:
    query = """
        SELECT hadm_id, stay_id, first_careunit, last_careunit, intime, outtime, los FROM icustays ORDER BY stay_id
    """
    came, moved = local("2025-03-11T13:30"), local("2025-03-12T01:30")
    assert rows(mimic, query) == [
        (10002, 1000201, "Intensive care 1", "Intensive care 1", came, moved, 0.5),
    ]
    mimic.execute(
        "UPDATE healthcare.units SET care_level = 'intensive', name = 'Intensive care 2' WHERE unit_id = 1002"
    )
    left = local("2025-03-12T15:00")
    [merged] = rows(mimic, query)
    assert merged[:6] == (10002, 1000201, "Intensive care 1", "Intensive care 2", came, left)
    assert merged[6] == pytest.approx(25.5 / 24)
    mimic.execute("UPDATE healthcare.bed_stays SET sequence = 3 WHERE encounter_id = 10002 AND sequence = 2")
    assert [row[1] for row in rows(mimic, query)] == [1000201, 1000203]


def test_an_intensive_stay_that_lasts_has_no_length(mimic: psycopg.Connection) -> None:
    mimic.execute(
        "UPDATE healthcare.bed_stays SET bed_id = 100004, service = 'EMED' WHERE encounter_id = 10003"
    )
    assert rows(mimic, "SELECT outtime, los FROM icustays WHERE hadm_id = 10003") == [(None, None)]


def test_services_have_a_row_for_each_change(mimic: psycopg.Connection) -> None:
    query = "SELECT transfertime, prev_service, curr_service FROM services WHERE hadm_id = 10002 ORDER BY 1"
    assert rows(mimic, query) == [(local("2025-03-11T13:00"), None, "MED")]
    mimic.execute(
        "UPDATE healthcare.bed_stays SET service = 'EMED' WHERE encounter_id = 10002 AND sequence = 2"
    )
    assert rows(mimic, query) == [
        (local("2025-03-11T13:00"), None, "MED"),
        (local("2025-03-12T01:30"), "MED", "EMED"),
    ]


def test_edstays_and_triage(mimic: psycopg.Connection) -> None:
    stays = "SELECT hadm_id, stay_id, gender, arrival_transport, disposition FROM edstays ORDER BY stay_id"
    assert rows(mimic, stays) == [
        (None, 10001, "F", "WALK IN", "HOME"),
        (10002, 10002, "F", "AMBULANCE", "ADMITTED"),
        (None, 15001, "F", "WALK IN", "LEFT WITHOUT BEING SEEN"),
    ]
    triage = "SELECT stay_id, acuity, chiefcomplaint FROM triage ORDER BY stay_id"
    assert rows(mimic, triage) == [(10001, 4, None), (10002, 2, None), (15001, 5, "Ankle sprain")]


# --- questions of MIMIC's documentation and of its repository of concepts, asked as they are asked there ---

LENGTH_OF_STAY = """
    SELECT hadm_id, extract(EPOCH FROM dischtime - admittime) / 86400 AS los_hospital
    FROM admissions
    WHERE dischtime IS NOT NULL AND hospital_expire_flag = 0
"""
ICU_DETAIL = """
    SELECT
        ie.subject_id, ie.hadm_id, ie.stay_id, pat.gender, ie.first_careunit, ie.last_careunit,
        extract(YEAR FROM adm.admittime) - pat.anchor_year + pat.anchor_age AS admission_age,
        round(ie.los::numeric, 2) AS los_icu,
        dense_rank() OVER (PARTITION BY adm.subject_id ORDER BY adm.admittime) AS hospstay_seq,
        dense_rank() OVER (PARTITION BY ie.hadm_id ORDER BY ie.intime) = 1 AS first_icu_stay
    FROM icustays AS ie
    JOIN admissions AS adm ON adm.hadm_id = ie.hadm_id
    JOIN patients AS pat ON pat.subject_id = ie.subject_id
"""
FIRST_ADMISSION = """
    SELECT subject_id, hadm_id FROM (
        SELECT subject_id, hadm_id, row_number() OVER (PARTITION BY subject_id ORDER BY admittime) AS seq
        FROM admissions
    ) AS numbered
    WHERE seq = 1
"""
ED_LENGTH_OF_STAY = """
    SELECT e.disposition, round(avg(extract(EPOCH FROM e.outtime - e.intime) / 3600), 2) AS hours
    FROM edstays AS e
    JOIN triage AS t ON t.stay_id = e.stay_id
    WHERE t.acuity BETWEEN 1 AND 5
    GROUP BY e.disposition
    ORDER BY e.disposition
"""


def test_queries_of_the_documentation_run(mimic: psycopg.Connection) -> None:
    [(admission, days)] = rows(mimic, LENGTH_OF_STAY)
    assert admission == 10002
    assert float(days) == pytest.approx(26 / 24)
    [stay] = rows(mimic, ICU_DETAIL)
    assert stay[:6] == (1, 10002, 1000201, "F", "Intensive care 1", "Intensive care 1")
    assert [float(each) for each in stay[6:]] == [45, 0.5, 1, 1]
    assert rows(mimic, FIRST_ADMISSION) == [(1, 10002)]
    hours = {disposition: float(mean) for disposition, mean in rows(mimic, ED_LENGTH_OF_STAY)}
    assert hours == {"ADMITTED": 2.5, "HOME": 3, "LEFT WITHOUT BEING SEEN": 1}
