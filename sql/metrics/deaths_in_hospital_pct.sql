-- id: deaths_in_hospital_pct
-- title: Deaths at the end of a stay
-- severity: warning
-- description: Share of the deaths that are on the day of a discharge, from the fourth month of the
--   dataset to 30 days before its today. Later stays may not be billed, and so not be in the data. n
--   counts the deaths.
-- unit: % of deaths
-- low: 33
-- high: 53
-- min_rows: 1500
-- source: assumption: a third to a half

WITH ends AS (
    SELECT
        patient_id,
        max(date_of_discharge) AS date_of_death,
        TRUE AS in_hospital
    FROM visits
    GROUP BY patient_id
)

SELECT
    100.0 * count(e.in_hospital) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM patients AS p
CROSS JOIN current_dataset AS d
LEFT JOIN ends AS e USING (patient_id, date_of_death)
WHERE p.date_of_death BETWEEN d.start + 90 AND d.today - 30
