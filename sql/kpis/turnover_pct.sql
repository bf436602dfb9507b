-- id: turnover_pct
-- topic: Staff
-- title: Staff who left in a year
-- unit: %
-- formula: L is the local date of the last moment before the end of the window, F is L - 365 days.
--   People (not of agencies) with an employment that ended because they resigned or retired, with F <
--   valid_to <= L / the mean of the people employed on F and on L (valid_from <= date <= valid_to or no
--   valid_to; not of agencies) x 100.
-- denominator: mean of the people employed on F and on L, rounded
-- source: published: 16 to 18 % of registered nurses in a year (NSI); amber and red own
-- good: low
-- reads: employments, staff
-- min_n: 20
-- amber: 20
-- red: 25

WITH windows AS (
    SELECT
        window_id,
        hospital_id,
        ((ended_at - interval '1 microsecond') AT TIME ZONE time_zone)::date AS last_day,
        ((ended_at - interval '1 microsecond') AT TIME ZONE time_zone)::date - 365 AS first_day
    FROM kpi_windows
),

people AS (
    SELECT
        w.window_id,
        e.staff_id,
        e.valid_from <= w.first_day AND coalesce(e.valid_to >= w.first_day, TRUE) AS there_first,
        e.valid_from <= w.last_day AND coalesce(e.valid_to >= w.last_day, TRUE) AS there_last,
        e.ended_because IN ('resigned', 'retired')
        AND e.valid_to > w.first_day
        AND e.valid_to <= w.last_day AS went
    FROM windows AS w
    JOIN employments AS e USING (hospital_id)
    JOIN staff AS s USING (staff_id)
    WHERE NOT s.agency AND (e.valid_to IS NULL OR e.valid_to >= w.first_day)
),

numbers AS (
    SELECT
        window_id,
        count(DISTINCT staff_id) FILTER (WHERE there_first) AS first_people,
        count(DISTINCT staff_id) FILTER (WHERE there_last) AS last_people,
        count(DISTINCT staff_id) FILTER (WHERE went) AS leavers
    FROM people
    GROUP BY window_id
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    (200.0 * n.leavers / nullif(n.first_people + n.last_people, 0))::double precision AS value,
    coalesce(round((n.first_people + n.last_people) / 2.0), 0)::bigint AS n
FROM windows AS w
LEFT JOIN numbers AS n USING (window_id)
