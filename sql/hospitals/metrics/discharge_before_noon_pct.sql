-- id: discharge_before_noon_pct
-- title: Patients who leave the hospital before noon
-- severity: warning
-- description: Local time, of all who were admitted. Leaves out the first 30 days, in which hospitals
--   fill up.
-- unit: % of stays
-- low: 14
-- high: 28
-- min_rows: 2000
-- source: published: 17 % in one hospital (Rajkomar 2015); others have 15 to 25 %

SELECT
    100.0 * count(*) FILTER (WHERE extract(HOUR FROM e.left_at AT TIME ZONE h.time_zone) < 12)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM encounters AS e
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE
    e.admitted_at IS NOT NULL
    AND e.left_at >= d.start + 30
