-- id: icu_los_median_days
-- topic: Beds and wards
-- title: Length of stay in intensive care
-- unit: days
-- formula: Median of left_at - entered_at in days, over the bed stays in units with care_level
--   'intensive' that ended in the window, by moving to another unit, leaving the hospital or dying.
-- denominator: these bed stays
-- source: published formula: SCCM; no bands
-- good: none
-- reads: bed_stays, beds, encounters, units
-- min_n: 20

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no stay lasts more than 100 days
intensive AS MATERIALIZED (
    SELECT
        s.hospital_id,
        u.department_id,
        b.left_at,
        extract(EPOCH FROM b.left_at - b.entered_at) / 86400 AS days
    FROM spans AS s
    JOIN encounters AS e
        ON
            s.hospital_id = e.hospital_id
            AND s.began_at - interval '2400 hours' <= e.admitted_at
            AND s.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR s.began_at <= e.left_at)
    JOIN bed_stays AS b USING (encounter_id)
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE u.care_level = 'intensive' AND b.left_at >= s.began_at AND b.left_at < s.ended_at
)

SELECT
    w.window_id,
    i.department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY i.days) AS value,
    count(i.days) AS n
FROM kpi_windows AS w
LEFT JOIN intensive AS i
    ON
        w.hospital_id = i.hospital_id
        AND w.began_at <= i.left_at
        AND w.ended_at > i.left_at
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, i.department_id))
HAVING grouping(i.department_id) = 1 OR i.department_id IS NOT NULL
