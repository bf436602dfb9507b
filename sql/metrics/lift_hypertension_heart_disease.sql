-- id: lift_hypertension_heart_disease
-- title: High blood pressure together with heart disease
-- severity: warning
-- description: Share of patients with both, divided by the product of the shares of each. Among patients seen
--   at ages 55 to 74, with all their conditions. Without a link it is about 0.6: patients have few
--   conditions, so one leaves less room for another. n is the number of patients with both at a value of 1.
--   Reads the first 100,000 patients.
-- unit: ratio
-- low: 1.5
-- high: 4
-- min_rows: 300
-- source: assumption: order of magnitude of published comorbidity

WITH seen AS (
    SELECT
        bool_or(v.condition_id = a.condition_id) AS has_one,
        bool_or(v.condition_id = b.condition_id) AS has_other
    FROM visits AS v
    JOIN conditions AS a ON a.name = 'High blood pressure'
    JOIN conditions AS b ON b.name = 'Heart disease'
    WHERE v.patient_id <= 100000
    GROUP BY v.patient_id
    HAVING bool_or(v.age BETWEEN 55 AND 74)
),

totals AS (
    SELECT
        count(*) FILTER (WHERE has_one AND has_other) AS found,
        1.0 * count(*) FILTER (WHERE has_one) * count(*) FILTER (WHERE has_other)
        / nullif(count(*), 0) AS expected
    FROM seen
)

SELECT
    found / nullif(expected, 0) AS value,
    round(expected) AS n
FROM totals
