-- id: outlier_days_pct
-- topic: Beds and wards
-- title: Bed days in wards of another service
-- unit: %
-- formula: Overlap of the bed stays marked as outlier with the window / overlap of all bed stays with it
--   x 100, of encounters admitted no more than 2400 hours before the window began. Bed stays without
--   left_at, or with one at or after the end of the window, last until the end of the window. The
--   department is that of the service of the bed stay, not of the ward.
-- denominator: bed stays that overlap with the window
-- source: published formula: NHS (outliers); amber and red own
-- good: low
-- reads: bed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 8
-- red: 15

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no stay lasts more than 100 days
stays AS MATERIALIZED (
    SELECT
        s.hospital_id,
        b.service,
        b.outlier,
        e.admitted_at,
        b.entered_at,
        coalesce(b.left_at, 'infinity') AS left_at
    FROM spans AS s
    JOIN encounters AS e
        ON
            s.hospital_id = e.hospital_id
            AND s.began_at - interval '2400 hours' <= e.admitted_at
            AND s.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR s.began_at <= e.left_at)
    JOIN bed_stays AS b USING (encounter_id)
    WHERE b.entered_at < s.ended_at AND (b.left_at IS NULL OR b.left_at > s.began_at)
),

present AS (
    SELECT
        w.window_id,
        k.department_id,
        s.outlier,
        extract(EPOCH FROM least(s.left_at, w.ended_at) - greatest(s.entered_at, w.began_at)) AS seconds
    FROM kpi_windows AS w
    JOIN stays AS s
        ON
            w.hospital_id = s.hospital_id
            AND w.ended_at > s.entered_at
            AND w.began_at < s.left_at
            AND w.began_at - interval '2400 hours' <= s.admitted_at
    LEFT JOIN kpi_departments AS k
        ON
            s.hospital_id = k.hospital_id
            AND s.service = k.service
)

SELECT
    w.window_id,
    p.department_id,
    (100 * coalesce(sum(p.seconds) FILTER (WHERE p.outlier), 0) / sum(p.seconds))::double precision AS value,
    count(p.seconds) AS n
FROM kpi_windows AS w
LEFT JOIN present AS p USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, p.department_id))
HAVING grouping(p.department_id) = 1 OR p.department_id IS NOT NULL
