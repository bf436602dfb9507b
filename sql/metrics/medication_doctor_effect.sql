-- id: medication_doctor_effect
-- title: Prescriptions follow the doctor's bias
-- severity: warning
-- description: The value says how much the share of visits with a drug rises when the doctor's bias rises by
--   1. It is about 0.9 when the bias acts and 0 when it does not. Only first visits of the same condition
--   are compared with each other, and so are follow-ups, because the share differs much between them. Counts
--   conditions that are treated with drugs. Reads the first 50,000 patients.
-- unit: slope
-- low: 0.6
-- high: 1.2
-- min_rows: 40000
-- source: reference model

WITH by_condition AS (
    SELECT
        regr_sxy((v.medication_id IS NOT NULL)::integer, d.medication_bias) AS sxy,
        regr_sxx((v.medication_id IS NOT NULL)::integer, d.medication_bias) AS sxx,
        count(*) AS visits
    FROM visits AS v
    JOIN doctors AS d USING (doctor_id)
    WHERE
        v.patient_id <= 50000
        AND v.condition_id IN (SELECT m.condition_id FROM condition_medications AS m)
    GROUP BY v.condition_id, v.follow_up_of IS NULL
    HAVING min(d.medication_bias) < max(d.medication_bias)
)

SELECT
    sum(sxy) / sum(sxx) AS value,
    sum(visits) AS n
FROM by_condition
