"""The rows of the star: as many as in the warehouse, with equal sums, and whole dimensions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

# Each pair is a query on the warehouse and one on the star that must give the same rows. The queries on the warehouse
# are written from the comments of the facts, not from the files that fill them. Local times are those of Wisconsin,
# where the hospital is; the dataset ends when 30 June 2026 ends.
SAME = {
    "visits": (
        """
        SELECT
            v.visit_id, v.patient_id, h.name, c.name, v.icd10_code, t.name, coalesce(m.name, 'None'),
            coalesce(i.name, 'Self-pay'), v.doctor_id, v.severity, v.date_of_admission, v.date_of_discharge,
            v.age, v.date_of_discharge - v.date_of_admission, v.follow_up_of IS NOT NULL, v.follow_up_required
        FROM visits AS v
        JOIN billing AS b USING (visit_id)
        JOIN hospitals AS h USING (hospital_id)
        JOIN conditions AS c USING (condition_id)
        JOIN treatments AS t USING (treatment_id)
        LEFT JOIN medications AS m USING (medication_id)
        LEFT JOIN insurance_providers AS i ON b.insurance_provider_id = i.insurance_provider_id
        ORDER BY visit_id
        """,
        """
        SELECT
            visit_id, patient_key, hospital_name, condition_name, icd10_code, treatment_name, medication_name,
            payer_name, doctor_id, severity, admission_date, discharge_date,
            age_years, stay_nights, is_follow_up, is_follow_up_required
        FROM fact_visit
        JOIN dim_hospital USING (hospital_key)
        JOIN dim_condition USING (condition_key)
        JOIN dim_diagnosis USING (diagnosis_key)
        JOIN dim_treatment USING (treatment_key)
        JOIN dim_medication USING (medication_key)
        JOIN dim_payer USING (payer_key)
        JOIN dim_visit_profile USING (visit_profile_key)
        JOIN dim_staff ON staff_key = doctor_key
        ORDER BY visit_id
        """,
    ),
    "returns": (
        """
        SELECT
            count(*),
            count(*) FILTER (WHERE next.date_of_admission <= v.date_of_discharge + 30),
            count(*) FILTER (WHERE next.date_of_admission <= v.date_of_discharge + 30 AND next.follow_up_of IS NULL)
        FROM visits AS v
        JOIN patients AS p USING (patient_id)
        LEFT JOIN LATERAL (
            SELECT n.date_of_admission, n.follow_up_of
            FROM visits AS n
            WHERE v.patient_id = n.patient_id
                AND (n.date_of_admission, n.visit_id) > (v.date_of_admission, v.visit_id)
            ORDER BY n.date_of_admission, n.visit_id
            LIMIT 1
        ) AS next ON TRUE
        WHERE v.date_of_discharge <= date '2026-05-31' AND p.date_of_death IS DISTINCT FROM v.date_of_discharge
        """,
        """
        SELECT
            count(is_return_30_days), count(*) FILTER (WHERE is_return_30_days),
            count(*) FILTER (WHERE is_unplanned_return_30_days)
        FROM fact_visit
        """,
    ),
    "bills": (
        """
        SELECT
            billing_id, b.visit_id, b.patient_id, h.name, c.name, coalesce(i.name, 'Self-pay'), b.billing_date,
            expected_payment_date, actual_payment_date, total_charge, insurance_coverage_amount,
            patient_responsibility_amount, payment_status, actual_payment_date - b.billing_date,
            CASE WHEN actual_payment_date IS NULL THEN patient_responsibility_amount ELSE 0 END
        FROM billing AS b
        JOIN visits AS v USING (visit_id)
        JOIN hospitals AS h USING (hospital_id)
        JOIN conditions AS c USING (condition_id)
        LEFT JOIN insurance_providers AS i ON b.insurance_provider_id = i.insurance_provider_id
        ORDER BY billing_id
        """,
        """
        SELECT
            billing_id, visit_id, patient_key, hospital_name, condition_name, payer_name, billed_date,
            due_date, paid_date, total_charge_usd, covered_usd,
            owed_usd, payment_status, days_to_pay, open_usd
        FROM fact_bill
        JOIN dim_hospital USING (hospital_key)
        JOIN dim_condition USING (condition_key)
        JOIN dim_payer USING (payer_key)
        ORDER BY billing_id
        """,
    ),
    "encounters": (
        """
        SELECT
            count(*), count(visit_id), count(left_at), count(admitted_at), count(*) FILTER (WHERE disposition = '20'),
            sum((registered_at AT TIME ZONE 'America/Chicago')::date - date '2020-01-01'),
            sum(extract(HOUR FROM registered_at AT TIME ZONE 'America/Chicago'))::int,
            (SELECT count(*) FROM ed_stays),
            (SELECT sum(least(coalesce(left_at, '2026-07-01 05:00Z'), '2026-07-01 05:00Z') - entered_at)
                FROM bed_stays),
            sum(left_at - registered_at)
        FROM encounters
        """,
        """
        SELECT
            count(*), count(visit_id), count(*) FILTER (WHERE NOT is_here), count(*) FILTER (WHERE is_admitted),
            count(*) FILTER (WHERE is_died), sum(arrived_date - date '2020-01-01'), sum(arrived_hour_key)::int,
            count(*) FILTER (WHERE is_ed), sum(bed_hours) * interval '1 hour', sum(hours) * interval '1 hour'
        FROM fact_encounter
        """,
    ),
    "stays in the emergency department": (
        """
        SELECT
            count(*), count(departed_at), count(provider_at), count(*) FILTER (WHERE decision = 'admit'),
            count(*) FILTER (WHERE decision = 'left without being seen'), sum(early_warning_score),
            sum(provider_at - arrived_at), sum(departed_at - decision_at) FILTER (WHERE decision = 'admit')
        FROM ed_stays
        """,
        """
        SELECT
            count(*), count(*) FILTER (WHERE NOT is_here), count(*) FILTER (WHERE is_seen),
            count(*) FILTER (WHERE is_admitted), count(*) FILTER (WHERE is_left_unseen), sum(early_warning_score),
            sum(provider_minutes) * interval '1 minute', sum(boarding_minutes) * interval '1 minute'
        FROM fact_ed_stay
        """,
    ),
    "days of units": (
        """
        SELECT
            (SELECT count(*) FROM units) * (date '2026-06-30' - date '2025-01-15' + 1),
            date '2025-01-15', date '2026-06-30',
            sum(coalesce(left_at, '2026-07-01 05:00Z') - entered_at),
            (SELECT sum(coalesce(departed_at, '2026-07-01 05:00Z') - decision_at) FROM ed_stays
                WHERE decision = 'admit')
        FROM bed_stays
        """,
        """
        SELECT
            count(*), min(census_date), max(census_date),
            sum(used_hours) FILTER (WHERE is_ward) * interval '1 hour', sum(boarding_hours) * interval '1 hour'
        FROM fact_bed_day
        JOIN dim_unit USING (unit_key)
        """,
    ),
    # The hospital itself counted its patients at each hour.
    "patients in wards at midnight": (
        """
        SELECT unit_id, (hour AT TIME ZONE 'America/Chicago')::date AS day, census
        FROM unit_hours
        JOIN units USING (unit_id)
        WHERE care_level NOT IN ('emergency', 'operating') AND hour AT TIME ZONE 'America/Chicago' < '2026-07-01'
            AND extract(HOUR FROM hour AT TIME ZONE 'America/Chicago') = 0
        ORDER BY 1, 2
        """,
        """
        SELECT unit_key, census_date, occupied_at_midnight
        FROM fact_bed_day
        JOIN dim_unit USING (unit_key)
        WHERE is_ward
        ORDER BY 1, 2
        """,
    ),
    "hours of units": (
        """
        SELECT
            unit_id, hour, (hour AT TIME ZONE 'America/Chicago')::date,
            extract(HOUR FROM hour AT TIME ZONE 'America/Chicago')::int, census, staffed_beds, boarders,
            nurses_worked, nurses_required
        FROM unit_hours
        WHERE hour AT TIME ZONE 'America/Chicago' >= date '2026-06-30' - 399
        ORDER BY 1, 2
        """,
        """
        SELECT
            unit_key, hour_at, census_date, hour_key::int, patients, staffed_beds, boarders, nurses, nurses_required
        FROM fact_census_hour
        ORDER BY 1, 2
        """,
    ),
    "shifts": (
        """
        SELECT
            shift_id, staff_id, coalesce(unit_id, 0), role, source IS NOT DISTINCT FROM 'overtime',
            started_at IS NOT NULL, (planned_start AT TIME ZONE 'America/Chicago')::date AS day,
            round(extract(EPOCH FROM planned_end - planned_start) / 3600, 2),
            coalesce(round(extract(EPOCH FROM coalesce(ended_at, '2026-07-01 05:00Z') - started_at) / 3600, 2), 0)
        FROM shifts
        WHERE status <> 'planned' AND planned_start < '2026-07-01 05:00Z'
        ORDER BY 1
        """,
        """
        SELECT
            shift_id, staff_id, unit_key, shift_role, shift_source = 'overtime', is_worked, shift_date,
            planned_hours, worked_hours
        FROM fact_shift
        JOIN dim_shift_profile USING (shift_profile_key)
        JOIN dim_staff USING (staff_key)
        ORDER BY 1
        """,
    ),
    "surgeries": (
        """
        SELECT
            encounter_id * 100 + sequence, patient_id, procedure, booked_at, planned_at, started_at IS NOT NULL,
            ended_at IS NOT NULL, cancelled_at IS NOT NULL, coalesce(room_id, 0)
        FROM surgeries
        JOIN encounters USING (encounter_id)
        WHERE planned_at < '2026-07-01 05:00Z'
        ORDER BY 1
        """,
        """
        SELECT
            surgery_id, patient_key, treatment_name, booked_at, planned_at, started_at IS NOT NULL,
            is_done, is_cancelled, room_key
        FROM fact_surgery
        JOIN dim_treatment USING (treatment_key)
        ORDER BY 1
        """,
    ),
    "runs of ambulances": (
        """
        SELECT
            run_id, encounter_id, patient_id, driver_id, attendant_id, called_at, miles,
            round(extract(EPOCH FROM on_scene_at - called_at) / 60, 2),
            round(extract(EPOCH FROM offloaded_at - arrived_at) / 60, 2)
        FROM ambulance_runs
        JOIN encounters USING (encounter_id)
        ORDER BY 1
        """,
        """
        SELECT
            run_id, encounter_id, patient_key, d.staff_id, a.staff_id, called_at, miles,
            response_minutes, offload_minutes
        FROM fact_ambulance_run
        JOIN dim_staff AS d ON d.staff_key = driver_key
        JOIN dim_staff AS a ON a.staff_key = attendant_key
        ORDER BY 1
        """,
    ),
}

# The rows of the warehouse behind the rows of each dimension, without its row for None.
MEMBERS = {
    "dim_patient": "patients",
    "dim_hospital": "hospitals",
    "dim_condition": "conditions",
    "dim_diagnosis": "diagnosis_codes",
    "dim_treatment": "treatments",
    "dim_medication": "medications",
    "dim_payer": "insurance_providers",
    "dim_unit": "units",
    "dim_bed": "beds",
    "dim_staff": "employments",
}


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def one(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    (row,) = rows(connection, query)
    return row


def comparable(row: tuple[Any, ...]) -> list[Any]:
    """Return the row with sums of durations rounded: each row of the star has its hours to two places."""
    return [float(f"{x.total_seconds():.3g}") if isinstance(x, timedelta) else x for x in row]


@pytest.mark.parametrize("name", SAME)
def test_the_star_has_the_rows_of_the_warehouse(star: psycopg.Connection, name: str) -> None:
    of_warehouse, of_star = (rows(star, query) for query in SAME[name])
    assert len(of_warehouse) == len(of_star)
    assert [comparable(row) for row in of_star] == [comparable(row) for row in of_warehouse]


@pytest.mark.parametrize("dimension", MEMBERS)
def test_a_dimension_has_a_row_for_each_member_and_one_for_none(
    star: psycopg.Connection, dimension: str
) -> None:
    (members,) = one(star, f"SELECT count(*) FROM {MEMBERS[dimension]}")
    assert one(star, f"SELECT count(*) FROM {dimension}") == (members + 1,)


def test_dates_are_whole_years_without_gaps(star: psycopg.Connection) -> None:
    first, last, days = one(star, "SELECT min(date), max(date), count(*) FROM dim_date")
    assert (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    assert days == (last - first).days + 1
    start, today = one(star, "SELECT start, today FROM current_dataset")
    assert (first.year, last.year) == (start.year - 1, today.year + 1)
    months = star.execute("SELECT date FROM dim_date WHERE is_complete_month ORDER BY date").fetchall()
    first_month = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    ends_its_month = (today + timedelta(days=1)).day == 1
    last_day = today if ends_its_month else today.replace(day=1) - timedelta(days=1)
    assert (months[0], months[-1]) == ((first_month,), (last_day,))
    assert one(star, "SELECT count(*) FROM dim_hour") == (24,)


def test_versions_of_staff_do_not_overlap_and_cover_every_employment(star: psycopg.Connection) -> None:
    overlaps = """
        SELECT a.staff_key, b.staff_key
        FROM dim_staff AS a
        JOIN dim_staff AS b ON a.staff_id = b.staff_id AND a.staff_key < b.staff_key
            AND daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
    """
    assert rows(star, overlaps) == []
    # Equal parts of a person's life, so there are no gaps but those between employments.
    covered = """
        SELECT staff_id, range_agg(daterange(valid_from, {})) FROM {} WHERE staff_id IS NOT NULL GROUP BY 1 ORDER BY 1
    """
    versions = rows(star, covered.format("valid_to", "dim_staff"))
    assert versions == rows(star, covered.format("valid_to + 1", "employments"))
    current = one(star, "SELECT count(*), count(DISTINCT staff_id) FROM dim_staff WHERE is_current")
    on_today = one(
        star,
        "SELECT count(*) FROM employments, current_dataset"
        " WHERE today >= valid_from AND (valid_to IS NULL OR today <= valid_to)",
    )
    assert current == (*on_today, *on_today)
    assert 0 < on_today[0] < len(rows(star, "SELECT FROM dim_staff"))


STAFF_OF_FACTS = """
    SELECT k.conrelid::regclass::text, a.attname
    FROM pg_constraint AS k
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = 'dim_staff'::regclass
    ORDER BY 1, 2
"""
# The day that decides which version of a person counts. Who acts after midnight may have begun the shift the day
# before, which decides then.
DAYS = {
    ("fact_visit", "doctor_key"): "admission_date",
    ("fact_bill", "doctor_key"): "(SELECT admission_date FROM fact_visit AS v WHERE v.visit_id = f.visit_id)",
    ("fact_encounter", "admitting_staff_key"): "admitted_date",
    ("fact_ed_stay", "provider_key"): "(provider_at AT TIME ZONE 'America/Chicago')::date",
    ("fact_shift", "staff_key"): "shift_date",
    ("fact_surgery", "surgeon_key"): "started_date",
    ("fact_ambulance_run", "driver_key"): "called_date",
    ("fact_ambulance_run", "attendant_key"): "called_date",
}


NIGHTLY = {"fact_encounter", "fact_ed_stay", "fact_surgery", "fact_ambulance_run"}


def test_facts_refer_to_the_version_of_their_day(star: psycopg.Connection) -> None:
    assert set(rows(star, STAFF_OF_FACTS)) == DAYS.keys()
    for (table, column), day in DAYS.items():
        valid = f"daterange(s.valid_from, s.valid_to + {int(table in NIGHTLY)})"
        counts = f"""
            SELECT count(*), count(*) FILTER (WHERE {valid} @> {day})
            FROM {table} AS f
            JOIN dim_staff AS s ON s.staff_key = f.{column}
            WHERE s.staff_key > 0
        """
        people, right = one(star, counts)
        assert people == right > 0, (table, column)


def test_dimensions_have_the_same_words_for_a_code(star: psycopg.Connection) -> None:
    for code, word in (
        ("disposition_code", "disposition"),
        ("admission_source_code", "admission_source"),
    ):
        words = f"""
            SELECT count(*), count(*) FILTER (WHERE v.{word} = e.{word})
            FROM dim_visit_profile AS v
            JOIN dim_encounter_profile AS e USING ({code})
            WHERE {code} <> 'None'
        """
        both, same = one(star, words)
        assert both == same > 0, code


def test_a_wide_view_has_each_row_of_its_fact_once(star: psycopg.Connection) -> None:
    facts = rows(
        star, "SELECT tablename FROM pg_tables WHERE schemaname = 'healthcare_mart' AND tablename ~ '^fact_'"
    )
    for (fact,) in facts:
        view = fact.replace("fact_", "wide_")
        counts = sql.SQL("SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})")
        in_fact, in_view = one(
            star, counts.format(sql.Identifier(fact), sql.Identifier(view)).as_string(star)
        )
        assert in_fact == in_view > 0, fact
