"""What the star must have in common with its warehouse, as pairs of queries."""

from __future__ import annotations

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
