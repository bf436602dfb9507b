-- id: messy_rows_ratio
-- title: Doubled rows, relative to the number that --messy gives
-- severity: warning
-- description: Every row can be doubled. n is the number of doubled rows.
-- unit: ratio
-- low: 0.9
-- high: 1.1
-- min_rows: 2000
-- source: The option --messy

WITH flat_rows AS (
    SELECT
        (SELECT count(*) FROM patients)
        + (SELECT count(*) FROM visits)
        + (SELECT count(*) FROM billing) AS n
),

doubled AS (
    SELECT count(*) AS n FROM messy_changes
    WHERE column_name IS NULL
)

SELECT
    doubled.n / nullif((current_dataset.config ->> 'messy')::numeric * flat_rows.n, 0) AS value,
    doubled.n
FROM doubled
CROSS JOIN flat_rows
CROSS JOIN current_dataset
