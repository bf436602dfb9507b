-- id: hospital_stay_effect
-- title: First stays follow the hospital's bias of stay
-- severity: warning
-- description: The value says by how many standard deviations of its condition an overnight first stay is
--   longer when the hospital's bias rises by 1. It is about 1 when the bias acts in full and 0 when it does
--   not act. Inpatient diagnoses do not count: on their stays the bias acts less. One hospital alone has
--   no value. Reads the first 50,000 patients.
-- unit: slope
-- low: 0.6
-- high: 1.4
-- min_rows: 10000
-- source: assumption

WITH stays AS (
    SELECT
        v.condition_id,
        h.stay_bias::float8 AS bias,
        (v.date_of_discharge - v.date_of_admission)::float8 AS days
    FROM visits AS v
    JOIN hospitals AS h USING (hospital_id)
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.patient_id <= 50000
        AND c.category <> 'inpatient'
        AND v.follow_up_of IS NULL
        AND v.date_of_discharge > v.date_of_admission
),

alike AS (
    SELECT
        regr_sxy(days, bias) / stddev_pop(days) AS sxy,
        regr_sxx(days, bias) AS sxx,
        count(*) AS stays
    FROM stays
    GROUP BY condition_id
    HAVING
        stddev_pop(days) > 0
        AND min(bias) < max(bias)
)

SELECT
    sum(sxy) / sum(sxx) AS value,
    sum(stays) AS n
FROM alike
