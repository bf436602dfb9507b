-- The results of the last check of this dataset. No rows: it has not been checked.
WITH last_run AS (
    SELECT
        r.run_id,
        r.finished_at
    FROM validation_runs AS r
    JOIN current_dataset USING (dataset_id)
    WHERE r.finished_at IS NOT NULL
    ORDER BY r.run_id DESC
    LIMIT 1
)

SELECT
    c.check_id,
    c.kind,
    c.title,
    c.severity,
    c.value,
    c.unit,
    c.low,
    c.high,
    c.passed,
    l.finished_at
FROM last_run AS l
JOIN validation_results AS c USING (run_id)
ORDER BY c.kind DESC, c.check_id ASC
