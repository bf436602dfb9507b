-- id: surgery_cancelled_pct
-- topic: Beds and wards
-- title: Surgeries cancelled
-- unit: %
-- formula: Surgeries with planned_at in the window and cancelled_at before its end, in % of all
--   surgeries with planned_at in the window, whatever their urgency (urgent ones are the ones that are
--   cancelled here).
-- denominator: surgeries planned in the window
-- source: published formula: cancellations on the day of surgery; amber and red own
-- good: low
-- reads: encounters, surgeries
-- min_n: 20
-- amber: 6
-- red: 10

WITH planned AS (
    SELECT
        w.window_id,
        coalesce(s.cancelled_at < w.ended_at, FALSE) AS cancelled
    FROM kpi_windows AS w
    JOIN surgeries AS s
        ON
            w.began_at <= s.planned_at
            AND w.ended_at > s.planned_at
    JOIN encounters AS e
        ON
            s.encounter_id = e.encounter_id
            AND w.hospital_id = e.hospital_id
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    (100.0 * count(*) FILTER (WHERE p.cancelled) / nullif(count(p.cancelled), 0))::double precision AS value,
    count(p.cancelled) AS n
FROM kpi_windows AS w
LEFT JOIN planned AS p USING (window_id)
GROUP BY w.window_id
