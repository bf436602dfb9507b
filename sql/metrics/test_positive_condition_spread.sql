-- id: test_positive_condition_spread
-- title: Positive test results by condition, largest difference
-- severity: warning
-- description: Largest minus smallest share over the conditions. Only first visits of the same severity are
--   compared, and only follow-ups of the same severity; the value is the mean of these groups, each as heavy
--   as its visits. A condition counts in a group from 300 visits on. Reads the first 50,000 patients.
-- unit: % points
-- low: 40
-- min_rows: 20000
-- source: assumption: a test confirms pneumonia more often than migraine

WITH by_condition AS (
    SELECT
        follow_up_of IS NULL AS first_visit,
        severity,
        avg((test_results = 'Positive')::integer) AS share,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY follow_up_of IS NULL, severity, condition_id
    HAVING count(*) >= 300
),

alike AS (
    SELECT
        max(share) - min(share) AS spread,
        sum(visits) AS visits
    FROM by_condition
    GROUP BY first_visit, severity
    HAVING count(*) >= 3
)

SELECT
    100.0 * sum(spread * visits) / nullif(sum(visits), 0) AS value,
    sum(visits) AS n
FROM alike
