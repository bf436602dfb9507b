-- Stays in emergency departments by week, and how many of these patients left before a provider saw them.
-- Whole weeks only, from Monday.

WITH stays AS (
    SELECT
        date_trunc('week', e.arrived_at AT TIME ZONE h.time_zone)::date AS week,
        e.decision = 'left without being seen' AS unseen
    FROM ed_stays AS e
    JOIN encounters USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE e.departed_at IS NOT NULL
)

SELECT
    s.week,
    count(*) AS stays,
    count(*) FILTER (WHERE s.unseen) AS unseen
FROM stays AS s
CROSS JOIN current_dataset AS d
WHERE s.week >= d.start AND d.today > s.week + 5 AND s.week >= d.today - 371
GROUP BY s.week
ORDER BY s.week
