-- id: test_positive_visit_lift
-- title: Positive test results at first visits against follow-ups
-- severity: warning
-- description: Difference between the shares. Only visits of the same condition and severity are compared;
--   each group weighs as much as it has visits of both kinds (first * later / (first + later)). n is the
--   sum of these weights. Reads the first 50,000 patients.
-- unit: % points
-- low: 3
-- min_rows: 3000
-- source: assumption: treatment works

WITH alike AS (
    SELECT
        avg((test_results = 'Positive')::integer) FILTER (WHERE follow_up_of IS NULL) AS at_first,
        avg((test_results = 'Positive')::integer) FILTER (WHERE follow_up_of IS NOT NULL) AS later,
        1.0 * (count(*) - count(follow_up_of)) * count(follow_up_of) / count(*) AS weight
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY condition_id, severity
)

SELECT
    100.0 * sum((at_first - later) * weight) / nullif(sum(weight), 0) AS value,
    round(sum(weight)) AS n
FROM alike
WHERE weight > 0
