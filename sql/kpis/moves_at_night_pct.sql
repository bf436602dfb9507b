-- id: moves_at_night_pct
-- topic: Beds and wards
-- title: Moves to another bed at night
-- unit: %
-- formula: Bed stays with sequence above 1 entered in the window at a local hour of 22, 23 or 0 to 6, in
--   % of all bed stays with sequence above 1 entered in the window.
-- denominator: bed stays with sequence above 1 entered in the window
-- source: published formula: NHS (moves after 22:00); amber and red own
-- good: low
-- reads: bed_stays, beds, encounters, units
-- min_n: 20
-- amber: 40
-- red: 50

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no stay lasts more than 100 days
moves AS MATERIALIZED (
    SELECT
        s.hospital_id,
        u.department_id,
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
    WHERE b.sequence > 1 AND b.entered_at >= s.began_at AND b.entered_at < s.ended_at
),

counted AS (
    SELECT
        w.window_id,
        m.department_id,
        extract(HOUR FROM m.entered_at AT TIME ZONE w.time_zone) IN (22, 23, 0, 1, 2, 3, 4, 5, 6) AS at_night
    FROM kpi_windows AS w
    JOIN moves AS m
        ON
            w.hospital_id = m.hospital_id
            AND w.began_at <= m.entered_at
            AND w.ended_at > m.entered_at
)

SELECT
    w.window_id,
    c.department_id,
    (100.0 * count(*) FILTER (WHERE c.at_night) / nullif(count(c.at_night), 0))::double precision AS value,
    count(c.at_night) AS n
FROM kpi_windows AS w
LEFT JOIN counted AS c USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, c.department_id))
HAVING grouping(c.department_id) = 1 OR c.department_id IS NOT NULL
