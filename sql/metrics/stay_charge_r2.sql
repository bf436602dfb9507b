-- id: stay_charge_r2
-- title: How much of the first charge the length of stay explains
-- severity: warning
-- description: R2 of the logarithm of the charge, at the prices of the dataset's origin and without the
--   hospital's multiplier, with the days of the stay. Mean over the conditions whose stays range over 3
--   days or more, each with at least 100 first visits. Reads the first 20,000 patients.
-- unit: R2
-- low: 0.3
-- high: 0.6
-- min_rows: 3000
-- source: assumption: published 0.4 to 0.7 over all stays

WITH by_condition AS (
    SELECT
        regr_r2(
            ln(b.total_charge::float8 / h.charge_multiplier::float8 / x.price::float8),
            v.date_of_discharge - v.date_of_admission
        ) AS r2,
        count(*) AS visits
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    JOIN conditions AS c USING (condition_id)
    JOIN price_index AS x ON x.month = date_trunc('month', v.date_of_admission)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
        AND c.los_max - c.los_min >= 3
    GROUP BY v.condition_id
    HAVING count(*) >= 100
)

SELECT
    avg(r2) AS value,
    sum(visits) AS n
FROM by_condition
