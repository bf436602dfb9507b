-- id: ed_times_out_of_order
-- title: Times of a stay in the emergency department out of order
-- severity: error
-- description: Arrival, triage, station, provider, decision, departure, in this order. Some may be
--   missing.

SELECT
    encounter_id,
    arrived_at,
    triaged_at,
    roomed_at,
    provider_at,
    decision_at,
    departed_at
FROM ed_stays
WHERE
    triaged_at < arrived_at
    OR roomed_at < triaged_at
    OR provider_at < triaged_at
    OR provider_at < roomed_at
    OR decision_at < triaged_at
    OR decision_at < provider_at
    OR departed_at < decision_at
ORDER BY encounter_id
