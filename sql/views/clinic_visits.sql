-- clinic_visits: Visits as the small clinic's flat table, with the columns of the reference's second dataset.
-- patient_id: Number of the patient.
-- visit_date: Day of the visit.
-- age: Age of the patient in whole years on that day.
-- gender: male, female or others.
-- diagnosis: Condition the patient is seen for.
-- treatment: Treatment given.
-- follow_up: True for the visits with a follow-up appointment, about 30 % of the clinic's.

-- follow_up is not visits.follow_up_required. That column is a clinical rule: patients of 70 or more, and
-- patients with certain conditions, always come back. follow_up is a clinic's calendar: it has appointments
-- for about 30 % of its visits, for the patients who need them most. A visit gets points for surgery, for
-- viral infections (influenza J09-J11, COVID-19 U07), for chronic diseases (categories chronic and complex)
-- and more from 60 years on, for its severity, and for a test result that needs a second test. An adult
-- needs seven points, a child more. Only the visit itself counts, so other visits in the dataset change
-- nothing.
WITH cases AS (
    SELECT
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
        + CASE c.severity WHEN 'Severe' THEN 5 WHEN 'Moderate' THEN 2 WHEN 'Mild' THEN 1 ELSE 0 END
        + CASE c.test_results WHEN 'Positive' THEN 2 WHEN 'Inconclusive' THEN 1 ELSE 0 END AS points
    FROM cases AS c
)

SELECT
    patient_id,
    date_of_admission AS visit_date,
    age,
    CASE gender WHEN 'Male' THEN 'male' WHEN 'Female' THEN 'female' ELSE 'others' END AS gender,
    diagnosis,
    treatment,
    points > 7 OR (points = 7 AND age >= 18) AS follow_up
FROM triage
