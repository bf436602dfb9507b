-- id: charge_hospital_effect
-- title: First charges follow the hospital's multiplier
-- severity: warning
-- description: By how many percent first charges rise when the multiplier rises by one percent, as the
--   difference from the condition's mean: 1 when it acts in full. One hospital has no slope; its n is 0. Read
--   on the first 20,000 patients.
-- unit: slope
-- low: 0.6
-- high: 1.4
-- min_rows: 20000
-- source: reference model

WITH first_visits AS (
    SELECT
        ln(b.total_charge::float8)
        - avg(ln(b.total_charge::float8)) OVER (PARTITION BY v.condition_id) AS charge,
        ln(h.charge_multiplier::float8) AS multiplier
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
)

SELECT
    CASE WHEN min(multiplier) < max(multiplier) THEN regr_slope(charge, multiplier) END AS value,
    count(*) FILTER (WHERE (SELECT count(*) FROM hospitals) > 1) AS n
FROM first_visits
