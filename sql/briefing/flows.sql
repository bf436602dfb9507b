-- How many patients came to each ward, and left it for another one, in each of the last 56 periods of 24
-- hours.
-- kind: new (not booked), booked (with the service), in and out (moves between units)
-- staying: of these, patients who were still in the hospital when the 24 hours ended

WITH stays AS (
    SELECT
        w.as_of,
        e.arrival_mode,
        e.service,
        e.left_at,
        s.sequence,
        s.entered_at,
        b.unit_id,
        lag(b.unit_id) OVER (PARTITION BY s.encounter_id ORDER BY s.sequence) AS before
    FROM briefing_as_of AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.as_of - interval '156 days'
            AND w.as_of > e.registered_at
            AND e.admitted_at IS NOT NULL
    JOIN bed_stays AS s ON e.encounter_id = s.encounter_id AND w.as_of > s.entered_at
    JOIN beds AS b USING (bed_id)
),

flows AS (
    SELECT
        stays.unit_id,
        stays.as_of,
        stays.entered_at,
        stays.left_at,
        CASE WHEN stays.arrival_mode = 'scheduled' THEN 'booked' ELSE 'new' END AS kind,
        CASE WHEN stays.arrival_mode = 'scheduled' THEN stays.service END AS service
    FROM stays
    WHERE stays.sequence = 1
    UNION ALL
    SELECT
        stays.unit_id,
        stays.as_of,
        stays.entered_at,
        stays.left_at,
        'in' AS kind,
        NULL AS service
    FROM stays
    WHERE stays.before <> stays.unit_id
    UNION ALL
    SELECT
        stays.before,
        stays.as_of,
        stays.entered_at,
        stays.left_at,
        'out' AS kind,
        NULL AS service
    FROM stays
    WHERE stays.before <> stays.unit_id
),

days AS (
    SELECT
        flows.*,
        ceil(extract(EPOCH FROM flows.as_of - flows.entered_at) / 86400)::int AS days_ago
    FROM flows
    WHERE flows.entered_at >= flows.as_of - interval '56 days'
)

SELECT
    days.unit_id,
    days.kind,
    days.service,
    days.days_ago,
    count(*)::int AS patients,
    (count(*) FILTER (
        WHERE days.left_at IS NULL OR days.left_at >= days.as_of - (days.days_ago - 1) * interval '24 hours'
    ))::int AS staying
FROM days
GROUP BY days.unit_id, days.kind, days.service, days.days_ago
ORDER BY days.unit_id, days.kind, days.service, days.days_ago
