-- id: first_charge_los_correlation
-- title: First charges rise with the length of stay
-- severity: warning
-- description: Correlation of the logarithm of the charge (before the hospital's multiplier) with the
--   logarithm of the days + 1, because one day more matters less in a long stay. Only stays of the same
--   condition and the same severity are compared, because severity raises the charge too. n counts the
--   stays that can be compared. Reads the first 20,000 patients.
-- unit: correlation
-- low: 0.4
-- high: 0.75
-- min_rows: 4000
-- source: assumption: the stay explains 30 to 60 % (see stay_charge_r2), severity included

WITH first_visits AS (
    SELECT
        v.condition_id,
        v.severity,
        ln(v.date_of_discharge - v.date_of_admission + 1.0) AS days,
        ln(b.total_charge::float8 / h.charge_multiplier::float8) AS charge
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
),

alike AS (
    SELECT
        regr_sxy(charge, days) AS sxy,
        regr_sxx(charge, days) AS sxx,
        regr_syy(charge, days) AS syy,
        count(*) AS visits
    FROM first_visits
    GROUP BY condition_id, severity
    HAVING min(days) < max(days)
)

SELECT
    sum(sxy) / nullif(sqrt(sum(sxx) * sum(syy)), 0) AS value,
    sum(visits) AS n
FROM alike
