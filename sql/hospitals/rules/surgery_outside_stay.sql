-- id: surgery_outside_stay
-- title: Surgery outside of its encounter, or cancelled and done
-- severity: error
-- description: A surgery starts after the patient has come and ends before the patient leaves. A
--   cancelled one never starts.

SELECT
    s.encounter_id,
    s.sequence,
    s.started_at,
    s.ended_at,
    s.cancelled_at,
    e.registered_at,
    e.left_at
FROM surgeries AS s
JOIN encounters AS e USING (encounter_id)
WHERE
    s.started_at < e.registered_at
    OR s.ended_at < s.started_at
    OR s.ended_at > e.left_at
    OR (s.started_at IS NOT NULL AND s.ended_at IS NULL AND e.left_at IS NOT NULL)
    OR (s.started_at IS NOT NULL AND s.cancelled_at IS NOT NULL)
ORDER BY s.encounter_id, s.sequence
