-- id: visits_per_patient
-- title: Visits per patient in five years
-- severity: warning
-- description: Visits divided by patients, including patients without a visit so far, scaled to five years.
--   In a window under three or over eight years, and for other populations than the US, n is 0.
-- unit: visits
-- low: 4.5
-- high: 5.5
-- min_rows: 5000
-- source: reference model: mean 4.5 to 5.5

SELECT
    (SELECT count(*) FROM visits) / (SELECT nullif(count(*), 0) FROM patients)::numeric
    * 5 * 365.25 / nullif(d.today - d.start, 0) AS value,
    CASE
        WHEN d.today - d.start BETWEEN 3 * 365 AND 8 * 366 AND d.config ->> 'population' = 'us'
            THEN (SELECT count(*) FROM patients)
        ELSE 0
    END AS n
FROM current_dataset AS d
