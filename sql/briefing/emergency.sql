-- The emergency department now: patients, those not yet seen by a provider, and those who wait for a bed.

SELECT
    count(*)::int AS patients,
    count(*) FILTER (WHERE s.provider_at IS NULL OR s.provider_at >= w.as_of)::int AS unseen,
    count(*) FILTER (WHERE s.decision = 'admit' AND s.decision_at < w.as_of)::int AS boarders,
    max(extract(EPOCH FROM w.as_of - s.decision_at) / 3600) FILTER (
        WHERE s.decision = 'admit' AND s.decision_at < w.as_of
    )::double precision AS longest_boarding_hours
FROM briefing_as_of AS w
JOIN encounters AS e
    ON
        w.hospital_id = e.hospital_id
        AND e.registered_at >= w.as_of - interval '100 days'
        AND w.as_of > e.registered_at
        AND (e.left_at IS NULL OR w.as_of <= e.left_at)
JOIN ed_stays AS s USING (encounter_id)
WHERE s.arrived_at < w.as_of AND (s.departed_at IS NULL OR s.departed_at >= w.as_of)
