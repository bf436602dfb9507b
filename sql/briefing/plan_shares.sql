-- How good the plan is: of the patients who were in a bed at this time of the day on each of the last 28
-- days, how many left the hospital in the 24 hours after it, by the days to the discharge that was expected
-- then.
-- days_to_go: -1 overdue, 0 today, 1 tomorrow, 2 later, null not named

WITH mornings AS (
    SELECT
        w.hospital_id,
        w.time_zone,
        w.as_of - g.days * interval '24 hours' AS at
    FROM briefing_as_of AS w
    CROSS JOIN generate_series(1, 28) AS g (days)
),

stays AS (
    SELECT
        e.encounter_id,
        e.admitted_at,
        e.left_at
    FROM briefing_as_of AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.as_of - interval '128 days'
            AND e.registered_at < w.as_of - interval '24 hours'
            AND e.admitted_at IS NOT NULL
            AND (e.left_at IS NULL OR e.left_at >= w.as_of - interval '28 days')
),

named AS (
    SELECT
        s.encounter_id,
        a.expected_discharge_on,
        a.recorded_at,
        lead(a.recorded_at)
            OVER (PARTITION BY s.encounter_id ORDER BY a.occurred_at, a.event_key)
            AS replaced_at
    FROM stays AS s
    JOIN adt_events AS a ON s.encounter_id = a.encounter_id AND a.update = 'expected discharge'
),

plans AS (
    SELECT
        coalesce(s.left_at < m.at + interval '24 hours', FALSE) AS left_in_time,
        n.expected_discharge_on - (m.at AT TIME ZONE m.time_zone)::date AS days_ahead
    FROM mornings AS m
    JOIN stays AS s ON m.at > s.admitted_at AND (s.left_at IS NULL OR m.at <= s.left_at)
    LEFT JOIN named AS n
        ON
            s.encounter_id = n.encounter_id
            AND m.at > n.recorded_at
            AND (n.replaced_at IS NULL OR m.at <= n.replaced_at)
)

SELECT
    CASE
        WHEN plans.days_ahead < 0 THEN -1
        WHEN plans.days_ahead > 2 THEN 2
        ELSE plans.days_ahead
    END AS days_to_go,
    count(*)::int AS patients,
    avg(plans.left_in_time::int)::double precision AS share
FROM plans
GROUP BY 1
ORDER BY 1
