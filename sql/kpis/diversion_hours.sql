-- id: diversion_hours
-- topic: Ambulances and events
-- title: Hours in which ambulances were sent to other hospitals
-- unit: hours
-- formula: Sum of the overlaps of the hospital's diversions with the window, in hours. A diversion
--   without ended_at, or with one at or after the end of the window, lasts until the end of the window.
-- denominator: diversions that overlap with the window
-- source: published formula: emergency medical services; no bands, as windows differ in length
-- good: low
-- reads: diversions
-- min_n: 0

SELECT
    w.window_id,
    NULL::integer AS department_id,
    coalesce(
        sum(extract(EPOCH FROM least(d.ended_at, w.ended_at) - greatest(d.began_at, w.began_at)) / 3600)
        FILTER (WHERE d.hospital_id IS NOT NULL),
        0
    )::double precision AS value,
    count(d.hospital_id) AS n
FROM kpi_windows AS w
LEFT JOIN diversions AS d
    ON
        w.hospital_id = d.hospital_id
        AND w.ended_at > d.began_at
        AND (d.ended_at IS NULL OR w.began_at < d.ended_at)
GROUP BY w.window_id
