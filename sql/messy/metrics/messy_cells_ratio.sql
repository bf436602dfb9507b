-- id: messy_cells_ratio
-- title: Dirty cells, relative to the number that --messy gives
-- severity: warning
-- description: Every cell can be dirty, except the key of its row: 15 cells of a patient, 19 of a visit, 10
--   of a bill. n is the number of dirty cells.
-- unit: ratio
-- low: 0.9
-- high: 1.1
-- min_rows: 2000
-- source: The option --messy

WITH cells AS (
    SELECT
        (SELECT count(*) FROM patients) * 15
        + (SELECT count(*) FROM visits) * 19
        + (SELECT count(*) FROM billing) * 10 AS n
),

dirty AS (
    SELECT count(column_name) AS n FROM messy_changes
)

SELECT
    dirty.n / nullif((current_dataset.config ->> 'messy')::numeric * cells.n, 0) AS value,
    dirty.n
FROM dirty
CROSS JOIN cells
CROSS JOIN current_dataset
