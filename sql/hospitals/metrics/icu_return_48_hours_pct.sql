-- id: icu_return_48_hours_pct
-- title: Patients who return to intensive care within 48 hours
-- severity: warning
-- description: In the same stay, after leaving an intensive care unit for another unit. Leaves out the
--   first 30 days, in which hospitals fill up.
-- unit: % of these moves
-- low: 0.6
-- high: 4.5
-- min_rows: 500
-- source: published: 2.0 % (106 hospitals, Brown 2012)

WITH moves AS (
    SELECT
        s.encounter_id,
        s.sequence,
        s.entered_at,
        s.left_at,
        u.care_level = 'intensive' AS intensive,
        lead(s.sequence) OVER stay IS NOT NULL AS goes_on,
        lead(u.care_level) OVER stay = 'intensive' AS next_intensive,
        min(s.entered_at) FILTER (WHERE u.care_level = 'intensive') OVER (
            PARTITION BY s.encounter_id
            ORDER BY s.sequence
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS back_at
    FROM bed_stays AS s
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WINDOW stay AS (PARTITION BY s.encounter_id ORDER BY s.sequence)
)

SELECT
    100.0 * count(*) FILTER (WHERE m.back_at - m.left_at <= interval '48 hours')
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM moves AS m
CROSS JOIN current_dataset AS d
WHERE
    m.intensive
    AND m.goes_on
    AND NOT m.next_intensive
    AND m.left_at >= d.start + 30
