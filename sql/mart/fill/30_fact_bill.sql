-- Every lookup finds its row, and yet they are left joins: with several columns in an inner join, Postgres
-- expects far too few rows, and then reads the others again and again.

INSERT INTO fact_bill (
    billing_id,
    visit_id,
    patient_key,
    hospital_key,
    doctor_key,
    visit_profile_key,
    discharge_date,
    billed_date,
    due_date,
    paid_date,
    condition_key,
    treatment_key,
    payer_key,
    days_to_bill,
    days_to_pay,
    days_overdue,
    is_paid,
    is_late,
    total_charge_usd,
    covered_usd,
    owed_usd,
    open_usd,
    payment_status
)
-- A way is how a patient came and left. Its number is the key of its profile without a visit, or 0: unknown.
WITH ways AS (
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
)

SELECT
    b.billing_id,
    b.visit_id,
    b.patient_id AS patient_key,
    v.hospital_id AS hospital_key,
    coalesce(s.staff_key, 0) AS doctor_key,
    f.visit_profile_key,
    v.date_of_discharge AS discharge_date,
    b.billing_date AS billed_date,
    b.expected_payment_date AS due_date,
    b.actual_payment_date AS paid_date,
    v.condition_id AS condition_key,
    v.treatment_id AS treatment_key,
    coalesce(b.insurance_provider_id, 0) AS payer_key,
    b.billing_date - v.date_of_discharge AS days_to_bill,
    b.actual_payment_date - b.billing_date AS days_to_pay,
    CASE
        WHEN b.actual_payment_date IS NULL THEN greatest(c.today - b.expected_payment_date, 0) ELSE 0
    END AS days_overdue,
    b.actual_payment_date IS NOT NULL AS is_paid,
    b.payment_status IN ('Late-Paid', 'Late-Unpaid') AS is_late,
    b.total_charge AS total_charge_usd,
    b.insurance_coverage_amount AS covered_usd,
    b.patient_responsibility_amount AS owed_usd,
    CASE WHEN b.actual_payment_date IS NULL THEN b.patient_responsibility_amount ELSE 0 END AS open_usd,
    b.payment_status
FROM visits AS v
JOIN billing AS b USING (visit_id)
LEFT JOIN ways_of_visits AS w ON v.visit_id = w.visit_id
LEFT JOIN profiles AS f
    ON
        v.severity = f.severity
        AND v.test_results = f.test_result
        AND b.payment_plan = f.payment_plan
        AND coalesce(w.way, 0) = f.way
LEFT JOIN dim_staff AS s
    ON
        v.doctor_id = s.doctor_id
        AND v.date_of_admission >= s.valid_from
        AND (v.date_of_admission < s.valid_to OR s.valid_to IS NULL)
CROSS JOIN current_dataset AS c
