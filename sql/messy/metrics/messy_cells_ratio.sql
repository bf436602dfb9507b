-- id: messy_cells_ratio
-- title: Dirty cells, against those that --messy asked for
-- severity: warning
-- description: Every cell but the key of its row may be dirty: 15 in a patient, 19 in a visit, 10 in a bill.
--   n counts the dirty ones.
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
