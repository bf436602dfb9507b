-- id: test_positive_severity_lift
-- title: Positive test results rise with severity
-- severity: warning
-- description: By how many points the share rises from one severity to the next (Normal, Mild, Moderate,
--   Severe). Only first visits of the same condition are compared with each other, and so are follow-ups.
--   Reads the first 50,000 patients.
-- unit: % points for each step
-- low: 2
-- min_rows: 30000
-- source: assumption

WITH alike AS (
    SELECT
        regr_sxy(
            (test_results = 'Positive')::integer,
            array_position(ARRAY['Normal', 'Mild', 'Moderate', 'Severe'], severity)
        ) AS sxy,
        regr_sxx(
            (test_results = 'Positive')::integer,
            array_position(ARRAY['Normal', 'Mild', 'Moderate', 'Severe'], severity)
        ) AS sxx,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY condition_id, follow_up_of IS NULL
    HAVING min(severity) < max(severity)
)

SELECT
    100.0 * sum(sxy) / nullif(sum(sxx), 0) AS value,
    sum(visits) AS n
FROM alike
