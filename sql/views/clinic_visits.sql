-- clinic_visits: Visits as the small clinic's flat table, with the columns of the reference's second dataset.
-- patient_id: Number of the patient.
-- visit_date: Day of the visit.
-- age: Age of the patient in whole years on that day.
-- gender: male, female or others.
-- diagnosis: Condition the patient is seen for.
-- treatment: Treatment given.
-- follow_up: True for the 30 % of a month's visits that are given a follow-up appointment.

-- follow_up is not visits.follow_up_required. That column is a clinical rule: it asks back everybody of 70
-- or more and everybody with certain conditions, however many they are. This one is a clinic's calendar: it
-- has appointments for 30 % of its visits, and gives them month by month to those who need them most. First
-- come surgery, viral infections (influenza J09-J11, COVID-19 U07) and chronic diseases (those that last,
-- which the catalog calls chronic or complex), the last more so from 60 years on; among them the more severe,
-- and those whose test asks for a second look. Between equals, whoever came first goes first.
WITH cases AS (
    SELECT
        v.visit_id,
        v.patient_id,
        v.date_of_admission,
        v.age,
        p.gender,
        c.name AS diagnosis,
        t.name AS treatment,
        v.severity,
        v.test_results,
        c.category IN ('chronic', 'complex') AS is_chronic,
        t.name IN ('Surgery', 'Bypass Surgery', 'Cesarean Section') AS is_surgery,
        v.icd10_code ~ '^(J09|J1[01]|U07)' AS is_viral
    FROM visits AS v
    JOIN patients AS p USING (patient_id)
    JOIN conditions AS c USING (condition_id)
    JOIN treatments AS t USING (treatment_id)
),

triage AS (
    SELECT
        c.*,
        CASE WHEN c.is_surgery THEN 6 ELSE 0 END
        + CASE WHEN c.is_viral THEN 4 ELSE 0 END
        + CASE WHEN c.is_chronic THEN 3 ELSE 0 END
        + CASE WHEN c.is_chronic AND c.age >= 60 THEN 2 ELSE 0 END
        + CASE c.severity WHEN 'Severe' THEN 4 WHEN 'Moderate' THEN 2 WHEN 'Mild' THEN 1 ELSE 0 END
        + CASE c.test_results WHEN 'Positive' THEN 3 WHEN 'Inconclusive' THEN 1 ELSE 0 END AS points
    FROM cases AS c
)

SELECT
    patient_id,
    date_of_admission AS visit_date,
    age,
    CASE gender WHEN 'Male' THEN 'male' WHEN 'Female' THEN 'female' ELSE 'others' END AS gender,
    diagnosis,
    treatment,
    row_number() OVER (
        PARTITION BY date_trunc('month', date_of_admission)
        ORDER BY points DESC, date_of_admission ASC, visit_id ASC
    ) <= round(0.30 * count(*) OVER (PARTITION BY date_trunc('month', date_of_admission))) AS follow_up
FROM triage
