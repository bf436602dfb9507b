-- Minutes from arrival to a provider in emergency departments in the last 364 days, by the Emergency Severity
-- Index (ESI): one row for each ESI and number of minutes; null: left without being seen.

SELECT
    e.esi,
    floor(extract(EPOCH FROM e.provider_at - e.arrived_at) / 60)::integer AS minutes,
    count(*) AS patients
FROM ed_stays AS e
CROSS JOIN current_dataset AS d
WHERE
    e.arrived_at >= d.today - 363
    AND e.esi IS NOT NULL
    AND (e.provider_at IS NOT NULL OR e.decision = 'left without being seen')
GROUP BY e.esi, floor(extract(EPOCH FROM e.provider_at - e.arrived_at) / 60)
ORDER BY e.esi, minutes
