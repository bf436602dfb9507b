-- id: test_results_invalid
-- title: Unknown test result
-- severity: error
-- description: A test result is Positive, Negative or Inconclusive.
-- enforced_by: ck_visits_test_results

SELECT
    visit_id,
    test_results
FROM visits
WHERE test_results NOT IN ('Positive', 'Negative', 'Inconclusive')
ORDER BY visit_id
