-- How long each rule and metric took in the last run. A run starts the slow ones first.

SELECT
    check_id,
    seconds
FROM validation_results
WHERE run_id = (SELECT max(r.run_id) FROM validation_runs AS r)
