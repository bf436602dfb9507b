-- id: walk_out_mismatches
-- title: Patient who left without being seen, but was seen
-- severity: error
-- description: Such a patient has no provider, leaves at the moment of the decision to leave, and has no
--   visit, because nobody made a diagnosis or wrote a bill.

SELECT
    s.encounter_id,
    s.provider_at,
    s.decision_at,
    s.departed_at,
    e.visit_id
FROM ed_stays AS s
JOIN encounters AS e USING (encounter_id)
WHERE
    s.decision = 'left without being seen'
    AND (
        s.provider_at IS NOT NULL
        OR s.departed_at IS DISTINCT FROM s.decision_at
        OR e.visit_id IS NOT NULL
    )
ORDER BY s.encounter_id
