-- id: icu_return_48_hours_pct
-- topic: Beds and wards
-- title: Patients who return to intensive care within 48 hours
-- unit: %
-- formula: Of the bed stays in units with care_level 'intensive' that ended from 48 h before the
--   window's begin up to, but not at, 48 h before its end, % after which the same encounter entered an
--   intensive unit again within 48 h (entered_at > left_at and <= left_at + 48 h). Bed stays whose
--   patient died there (left_at of the encounter, disposition 20) do not count, nor those followed
--   without a gap by another intensive bed stay.
-- denominator: these bed stays
-- source: published formula: SCCM; published: 2.0 % in 106 hospitals (Brown 2012); amber and red own
-- good: low
-- reads: bed_stays, beds, encounters, units
-- min_n: 20
-- amber: 4
-- red: 6

WITH spans AS (
    SELECT
        hospital_id,
        min(began_at) - interval '48 hours' AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

-- no stay lasts more than 100 days
stays AS MATERIALIZED (
    SELECT
        e.hospital_id,
        e.encounter_id,
        CASE WHEN e.disposition = '20' THEN e.left_at END AS died_at,
        s.ended_at
    FROM spans AS s
    JOIN encounters AS e
        ON
            s.hospital_id = e.hospital_id
            AND s.began_at - interval '2400 hours' <= e.admitted_at
            AND s.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR s.began_at <= e.left_at)
),

intensive AS (
    SELECT
        s.hospital_id,
        u.department_id,
        b.left_at,
        coalesce(s.died_at = b.left_at, FALSE) AS died,
        lead(b.entered_at) OVER (
            PARTITION BY b.encounter_id
            ORDER BY b.entered_at
        ) AS next_entered_at
    FROM stays AS s
    JOIN bed_stays AS b USING (encounter_id)
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE u.care_level = 'intensive' AND b.entered_at < s.ended_at
),

ended AS (
    SELECT
        hospital_id,
        department_id,
        left_at,
        coalesce(next_entered_at <= left_at + interval '48 hours', FALSE) AS returned
    FROM intensive
    WHERE left_at IS NOT NULL AND NOT died AND next_entered_at IS DISTINCT FROM left_at
)

SELECT
    w.window_id,
    e.department_id,
    (100.0 * count(*) FILTER (WHERE e.returned) / nullif(count(e.returned), 0))::double precision AS value,
    count(e.returned) AS n
FROM kpi_windows AS w
LEFT JOIN ended AS e
    ON
        w.hospital_id = e.hospital_id
        AND w.began_at - interval '48 hours' <= e.left_at
        AND w.ended_at - interval '48 hours' > e.left_at
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, e.department_id))
HAVING grouping(e.department_id) = 1 OR e.department_id IS NOT NULL
