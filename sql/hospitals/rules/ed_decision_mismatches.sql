-- id: ed_decision_mismatches
-- title: Decision of the emergency department unlike what happened
-- severity: error
-- description: Who is to be admitted is admitted, at the moment of the decision or later, and nobody
--   else. Who dies there, leaves against advice or is sent to another hospital has the disposition for
--   it.

SELECT
    s.encounter_id,
    s.decision,
    s.decision_at,
    e.admitted_at,
    e.disposition
FROM ed_stays AS s
JOIN encounters AS e USING (encounter_id)
WHERE
    (s.decision IS NULL) <> (s.decision_at IS NULL)
    OR (e.admitted_at IS NOT NULL AND s.decision IS DISTINCT FROM 'admit')
    OR e.admitted_at < s.decision_at
    OR (s.decision = 'admit' AND e.admitted_at IS NULL AND s.departed_at IS NOT NULL)
    OR (s.decision = 'died' AND e.disposition <> '20')
    OR (s.decision IN ('against advice', 'left without being seen') AND e.disposition <> '07')
    OR (s.decision = 'transfer' AND e.disposition NOT IN ('02', '05', '65'))
ORDER BY s.encounter_id
