-- Patients who came to the emergency department in each of the hours before now, back to 56 days ago.
-- hours_ago: 1 is the hour that ends now. weekday (1 Monday to 7) and hour: local, in the middle of the hour.
-- The last 24 rows (hours_ago 0 to -23) are the next 24 hours, whose arrivals nobody knows.

WITH arrivals AS (
    SELECT
        ceil(extract(EPOCH FROM w.as_of - s.arrived_at) / 3600)::int AS hours_ago,
        count(*) AS arrivals
    FROM briefing_as_of AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.as_of - interval '57 days'
            AND w.as_of > e.registered_at
    JOIN ed_stays AS s USING (encounter_id)
    WHERE s.arrived_at < w.as_of AND s.arrived_at >= w.as_of - interval '56 days'
    GROUP BY hours_ago
),

hours AS (
    SELECT
        w.time_zone,
        g.hours_ago,
        w.as_of - g.hours_ago * interval '1 hour' AS began_at,
        CASE WHEN g.hours_ago > 0 THEN coalesce(a.arrivals, 0) END AS arrivals
    FROM briefing_as_of AS w
    CROSS JOIN generate_series(1344, -23, -1) AS g (hours_ago)
    LEFT JOIN arrivals AS a USING (hours_ago)
)

SELECT
    hours.hours_ago,
    hours.began_at,
    hours.arrivals::int AS arrivals,
    extract(ISODOW FROM (hours.began_at + interval '30 minutes') AT TIME ZONE hours.time_zone)::int
        AS weekday,
    extract(HOUR FROM (hours.began_at + interval '30 minutes') AT TIME ZONE hours.time_zone)::int AS hour
FROM hours
ORDER BY hours.hours_ago DESC
