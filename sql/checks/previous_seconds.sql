-- How long each rule and metric took the last time, so that the longest can begin first.

SELECT
    check_id,
    seconds
FROM validation_results
WHERE run_id = (SELECT max(r.run_id) FROM validation_runs AS r)
