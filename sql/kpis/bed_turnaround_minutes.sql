-- id: bed_turnaround_minutes
-- topic: Beds and wards
-- title: Bed turnaround: from a patient leaving until the bed is clean
-- unit: minutes
-- formula: Median of end of 'cleaning' - begin of 'dirty', over the periods of bed_status_periods with
--   status 'cleaning' that ended in the window and that begin at the moment at which a period of the
--   same bed with status 'dirty' ends, which began no more than 168 hours before the window.
-- denominator: these cleanings
-- source: published: 75 minutes on average before an effort and 45 after it, in a hospital of 952 beds;
--   amber and red own
-- good: low
-- reads: bed_status_periods, beds, units
-- min_n: 20
-- amber: 90
-- red: 150
-- replaces: 13

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no bed is dirty and cleaned for more than a week
periods AS (
    SELECT
        u.department_id,
        s.hospital_id,
        p.status,
        p.ended_at,
        lag(p.status) OVER bed AS status_before,
        lag(p.began_at) OVER bed AS dirty_at,
        lag(p.ended_at) OVER bed = p.began_at AS follows
    FROM spans AS s
    JOIN units AS u USING (hospital_id)
    JOIN beds AS b USING (unit_id)
    JOIN bed_status_periods AS p
        ON
            b.bed_id = p.bed_id
            AND s.began_at - interval '168 hours' <= p.began_at
            AND s.ended_at > p.began_at
    WINDOW bed AS (
        PARTITION BY p.bed_id
        ORDER BY p.began_at
    )
),

turnarounds AS (
    SELECT
        hospital_id,
        department_id,
        dirty_at,
        ended_at,
        extract(EPOCH FROM ended_at - dirty_at) / 60 AS minutes
    FROM periods
    WHERE status = 'cleaning' AND status_before = 'dirty' AND follows
)

SELECT
    w.window_id,
    t.department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.minutes) AS value,
    count(t.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN turnarounds AS t
    ON
        w.hospital_id = t.hospital_id
        AND w.began_at <= t.ended_at
        AND w.ended_at > t.ended_at
        AND w.began_at - interval '168 hours' <= t.dirty_at
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, t.department_id))
HAVING grouping(t.department_id) = 1 OR t.department_id IS NOT NULL
