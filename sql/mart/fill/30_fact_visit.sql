-- Returns are judged here, once: a window over all visits of all patients is too slow for a chart.
-- Every lookup finds its row, and yet they are left joins: with several columns in an inner join, Postgres
-- expects far too few rows, and then reads the others again and again.

INSERT INTO fact_visit (
    visit_id,
    patient_key,
    hospital_key,
    doctor_key,
    visit_profile_key,
    admission_date,
    discharge_date,
    condition_key,
    diagnosis_key,
    treatment_key,
    medication_key,
    payer_key,
    age_years,
    stay_nights,
    visit_number,
    quarters_since_first_visit,
    is_same_day,
    is_follow_up,
    is_follow_up_required,
    is_death,
    is_first_in_month,
    is_first_in_quarter,
    is_return_30_days,
    is_unplanned_return_30_days,
    days_to_next_visit
)
WITH diagnoses AS (
    SELECT
        row_number() OVER (ORDER BY condition_id, icd10_code COLLATE "C") AS diagnosis_key,
        condition_id,
        icd10_code
    FROM diagnosis_codes
),

-- A way is how a patient came and left. Its number is the key of its profile without a visit, or 0: unknown.
ways AS (
    SELECT
        visit_profile_key AS way,
        encounter_class,
        arrival_mode,
        admission_source_code,
        disposition_code
    FROM dim_visit_profile
    WHERE severity = 'None'
),

ways_of_visits AS (
    SELECT
        e.visit_id,
        w.way
    FROM encounters AS e
    LEFT JOIN ways AS w
        ON
            e.class = w.encounter_class
            AND e.arrival_mode = w.arrival_mode
            AND e.admission_source = w.admission_source_code
            AND coalesce(e.disposition, 'None') = w.disposition_code
    WHERE e.visit_id IS NOT NULL
),

profiles AS (
    SELECT
        f.visit_profile_key,
        f.severity,
        f.test_result,
        f.payment_plan,
        w.way
    FROM dim_visit_profile AS f
    JOIN ways AS w USING (encounter_class, arrival_mode, admission_source_code, disposition_code)
),

-- Only numbers and dates, because these rows are sorted.
billed_visits AS (
    SELECT
        v.visit_id,
        v.patient_id,
        v.hospital_id,
        v.doctor_id,
        v.condition_id,
        v.treatment_id,
        v.medication_id,
        v.age,
        v.date_of_admission,
        v.date_of_discharge,
        v.follow_up_required,
        v.follow_up_of IS NOT NULL AS is_follow_up,
        b.insurance_provider_id,
        g.diagnosis_key,
        f.visit_profile_key
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
    LEFT JOIN diagnoses AS g ON v.condition_id = g.condition_id AND v.icd10_code = g.icd10_code
    LEFT JOIN ways_of_visits AS w ON v.visit_id = w.visit_id
    LEFT JOIN profiles AS f
        ON
            v.severity = f.severity
            AND v.test_results = f.test_result
            AND b.payment_plan = f.payment_plan
            AND coalesce(w.way, 0) = f.way
),

visits_in_order AS (
    SELECT
        *,
        row_number() OVER oldest_first AS visit_number,
        first_value(date_of_admission) OVER oldest_first AS first_admission,
        lag(date_of_admission) OVER oldest_first AS previous_admission,
        lead(date_of_admission) OVER oldest_first AS next_admission,
        lead(is_follow_up) OVER oldest_first AS next_is_follow_up
    FROM billed_visits
    WINDOW oldest_first AS (
        PARTITION BY patient_id ORDER BY date_of_admission, visit_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)

SELECT
    v.visit_id,
    v.patient_id AS patient_key,
    v.hospital_id AS hospital_key,
    coalesce(s.staff_key, 0) AS doctor_key,
    v.visit_profile_key,
    v.date_of_admission AS admission_date,
    v.date_of_discharge AS discharge_date,
    v.condition_id AS condition_key,
    v.diagnosis_key,
    v.treatment_id AS treatment_key,
    coalesce(v.medication_id, 0) AS medication_key,
    coalesce(v.insurance_provider_id, 0) AS payer_key,
    v.age AS age_years,
    v.date_of_discharge - v.date_of_admission AS stay_nights,
    v.visit_number,
    4 * (d.year - n.year) + d.quarter - n.quarter AS quarters_since_first_visit,
    v.date_of_discharge = v.date_of_admission AS is_same_day,
    v.is_follow_up,
    v.follow_up_required AS is_follow_up_required,
    coalesce(p.death_date <= v.date_of_discharge, FALSE) AS is_death,
    (v.previous_admission < d.month_start) IS NOT FALSE AS is_first_in_month,
    (v.previous_admission < d.quarter_start) IS NOT FALSE AS is_first_in_quarter,
    CASE
        WHEN v.date_of_discharge + 30 <= c.today AND (p.death_date <= v.date_of_discharge) IS NOT TRUE
            THEN coalesce(v.next_admission <= v.date_of_discharge + 30, FALSE)
    END AS is_return_30_days,
    CASE
        WHEN v.date_of_discharge + 30 <= c.today AND (p.death_date <= v.date_of_discharge) IS NOT TRUE
            THEN coalesce(v.next_admission <= v.date_of_discharge + 30 AND NOT v.next_is_follow_up, FALSE)
    END AS is_unplanned_return_30_days,
    v.next_admission - v.date_of_discharge AS days_to_next_visit
FROM visits_in_order AS v
LEFT JOIN dim_date AS d ON v.date_of_admission = d.date
LEFT JOIN dim_date AS n ON v.first_admission = n.date
LEFT JOIN dim_patient AS p ON v.patient_id = p.patient_key AND p.death_date IS NOT NULL
LEFT JOIN dim_staff AS s
    ON
        v.doctor_id = s.doctor_id
        AND v.date_of_admission >= s.valid_from
        AND (v.date_of_admission < s.valid_to OR s.valid_to IS NULL)
CROSS JOIN current_dataset AS c
