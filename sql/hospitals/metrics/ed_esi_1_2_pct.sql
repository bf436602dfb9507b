-- id: ed_esi_1_2_pct
-- title: Patients of emergency departments with ESI 1 and 2
-- severity: warning
-- description: Twice as many of the patients are admitted as in the United States, so more of them are
--   urgent. Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of triaged patients
-- low: 13
-- high: 27
-- min_rows: 3000
-- source: published: 14.9 % (NHAMCS 2019, known levels)

SELECT
    100.0 * count(*) FILTER (WHERE s.esi <= 2) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.esi IS NOT NULL
