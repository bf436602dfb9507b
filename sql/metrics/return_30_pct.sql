-- id: return_30_pct
-- title: Overnight stays followed by another within 30 days
-- severity: warning
-- description: Of the same patient, for any condition, from discharge to admission. Counts stays that ended
--   more than 30 days ago. Reads the first 50,000 patients.
-- unit: % of overnight stays
-- low: 8
-- high: 20
-- min_rows: 10000
-- source: published: about 14 %

WITH stays AS (
    SELECT
        date_of_discharge,
        lead(date_of_admission) OVER (PARTITION BY patient_id ORDER BY visit_id) AS next_stay
    FROM visits
    WHERE
        patient_id <= 50000
        AND date_of_discharge > date_of_admission
)

SELECT
    100.0 * count(*) FILTER (WHERE next_stay - date_of_discharge <= 30) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM stays
WHERE date_of_discharge < (SELECT d.today - 30 FROM current_dataset AS d)
