-- id: lift_asthma_allergies
-- title: Asthma together with allergies
-- severity: warning
-- description: Share of patients with both, divided by the product of the shares of each. Among patients seen
--   at ages 5 to 44, with all their conditions. Without a link it is about 0.6: patients have few
--   conditions, so one leaves less room for another. n is the number of patients with both at a value of 1.
--   Reads the first 50,000 patients.
-- unit: ratio
-- low: 1.5
-- high: 4
-- min_rows: 150
-- source: assumption: order of magnitude of published comorbidity

WITH seen AS (
    SELECT
        bool_or(v.condition_id = a.condition_id) AS has_one,
        bool_or(v.condition_id = b.condition_id) AS has_other
    FROM visits AS v
    JOIN conditions AS a ON a.name = 'Asthma'
    JOIN conditions AS b ON b.name = 'Allergies'
    WHERE v.patient_id <= 50000
    GROUP BY v.patient_id
    HAVING bool_or(v.age BETWEEN 5 AND 44)
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
