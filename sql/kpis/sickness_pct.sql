-- id: sickness_pct
-- topic: Staff
-- title: Staff who are sick
-- unit: %
-- formula: For each local date that the window touches: people of the hospital with an employment valid
--   on it (valid_from <= date <= valid_to or no valid_to; not of agencies), and how many of them have an
--   absence of kind 'sickness' on it (first_day <= date <= last_day or no last_day). Sum of the sick /
--   sum of the employed x 100.
-- denominator: person-days (sum of the employed)
-- source: published: 3.5 to 4.5 % of hours; amber and red own
-- good: low
-- reads: absences, employments, staff
-- min_n: 20
-- amber: 5
-- red: 7

WITH window_days AS (
    SELECT
        w.window_id,
        w.hospital_id,
        x.day::date AS day
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL generate_series(
            date_trunc('day', w.began_at AT TIME ZONE w.time_zone),
            (w.ended_at - interval '1 microsecond') AT TIME ZONE w.time_zone,
            interval '1 day'
        ) AS x (day)
),

-- each day once, in however many windows it lies
days AS (
    SELECT DISTINCT
        hospital_id,
        day
    FROM window_days
),

employed AS (
    SELECT
        d.hospital_id,
        d.day,
        count(DISTINCT e.staff_id) AS people
    FROM days AS d
    JOIN employments AS e
        ON
            d.hospital_id = e.hospital_id
            AND d.day >= e.valid_from
            AND (e.valid_to IS NULL OR d.day <= e.valid_to)
    JOIN staff AS s USING (staff_id)
    WHERE NOT s.agency
    GROUP BY d.hospital_id, d.day
),

spans AS (
    SELECT
        hospital_id,
        min(day) AS first_day,
        max(day) AS last_day
    FROM days
    GROUP BY hospital_id
),

away AS MATERIALIZED (
    SELECT
        s.hospital_id,
        a.staff_id,
        a.first_day,
        a.last_day
    FROM absences AS a
    JOIN staff AS s USING (staff_id)
    JOIN spans AS x
        ON
            s.hospital_id = x.hospital_id
            AND a.first_day <= x.last_day
            AND (a.last_day IS NULL OR a.last_day >= x.first_day)
    WHERE a.kind = 'sickness' AND NOT s.agency
),

sick AS (
    SELECT
        d.hospital_id,
        d.day,
        count(DISTINCT a.staff_id) AS people
    FROM away AS a
    JOIN days AS d
        ON
            a.hospital_id = d.hospital_id
            AND a.first_day <= d.day
            AND (a.last_day IS NULL OR a.last_day >= d.day)
    JOIN employments AS e
        ON
            a.staff_id = e.staff_id
            AND d.day >= e.valid_from
            AND (e.valid_to IS NULL OR d.day <= e.valid_to)
    GROUP BY d.hospital_id, d.day
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    (100.0 * coalesce(sum(s.people), 0) / sum(e.people))::double precision AS value,
    coalesce(sum(e.people), 0)::bigint AS n
FROM kpi_windows AS w
LEFT JOIN window_days AS d USING (window_id)
LEFT JOIN employed AS e
    ON
        d.hospital_id = e.hospital_id
        AND d.day = e.day
LEFT JOIN sick AS s
    ON
        e.hospital_id = s.hospital_id
        AND e.day = s.day
GROUP BY w.window_id
