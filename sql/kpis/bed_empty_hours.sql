-- id: bed_empty_hours
-- topic: Beds and wards
-- title: How long a clean bed waits for its next patient
-- unit: hours
-- formula: Median, over the bed stays entered in the window, of entered_at - end of the last 'cleaning'
--   of the same bed (bed_status_periods) that ended at entered_at or before. Bed stays without such a
--   cleaning in the 100 days before do not count.
-- denominator: these bed stays
-- source: own: a long time means spare beds, a short one means that patients wait for beds
-- good: none
-- reads: bed_stays, bed_status_periods, beds, encounters, units
-- min_n: 20
-- replaces: 13

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no stay lasts more than 100 days
entries AS MATERIALIZED (
    SELECT
        s.hospital_id,
        u.department_id,
        b.bed_id,
        b.entered_at
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
    WHERE b.entered_at >= s.began_at AND b.entered_at < s.ended_at
),

waits AS (
    SELECT
        e.hospital_id,
        e.department_id,
        e.entered_at,
        extract(EPOCH FROM e.entered_at - c.ended_at) / 3600 AS hours
    FROM entries AS e
    CROSS JOIN
        LATERAL (
            SELECT p.ended_at
            FROM bed_status_periods AS p
            WHERE
                p.bed_id = e.bed_id
                AND p.status = 'cleaning'
                AND p.ended_at <= e.entered_at
                AND p.began_at < e.entered_at
                AND p.began_at >= e.entered_at - interval '2400 hours'
            ORDER BY p.began_at DESC
            LIMIT 1
        ) AS c
)

SELECT
    w.window_id,
    x.department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY x.hours) AS value,
    count(x.hours) AS n
FROM kpi_windows AS w
LEFT JOIN waits AS x
    ON
        w.hospital_id = x.hospital_id
        AND w.began_at <= x.entered_at
        AND w.ended_at > x.entered_at
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
