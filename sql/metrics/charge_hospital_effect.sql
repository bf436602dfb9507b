-- id: charge_hospital_effect
-- title: First charges follow the hospital's multiplier
-- severity: warning
-- description: The value says by how many percent first charges rise when the multiplier rises by one
--   percent. It is 1 when the multiplier acts in full and 0 when it does not act. Only stays of the same
--   condition, severity and length are compared. One hospital alone has no value. Reads the first 20,000
--   patients.
-- unit: slope
-- low: 0.7
-- high: 1.3
-- min_rows: 20000
-- source: reference model

WITH first_visits AS (
    SELECT
        v.condition_id,
        v.severity,
        v.date_of_discharge - v.date_of_admission AS days,
        ln(h.charge_multiplier::float8) AS multiplier,
        ln(b.total_charge::float8) AS charge
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
),

alike AS (
    SELECT
        regr_sxy(charge, multiplier) AS sxy,
        regr_sxx(charge, multiplier) AS sxx,
        count(*) AS visits
    FROM first_visits
    GROUP BY condition_id, severity, days
    HAVING min(multiplier) < max(multiplier)
)

SELECT
    sum(sxy) / sum(sxx) AS value,
    sum(visits) AS n
FROM alike
