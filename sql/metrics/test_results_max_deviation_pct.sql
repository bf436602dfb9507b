-- id: test_results_max_deviation_pct
-- title: Test results, largest difference from 35, 50 and 15 %
-- severity: warning
-- description: Positive, Negative and Inconclusive. Reads the first 20,000 patients.
-- unit: % points
-- high: 2
-- min_rows: 20000
-- source: assumption: Positive 35, Negative 50, Inconclusive 15 %

SELECT
    greatest(
        abs(100.0 * avg((test_results = 'Positive')::integer) - 35),
        abs(100.0 * avg((test_results = 'Negative')::integer) - 50),
        abs(100.0 * avg((test_results = 'Inconclusive')::integer) - 15)
    ) AS value,
    count(*) AS n
FROM visits
WHERE patient_id <= 20000
