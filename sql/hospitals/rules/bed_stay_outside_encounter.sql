-- id: bed_stay_outside_encounter
-- title: Stay in a bed outside of its encounter
-- severity: error
-- description: A patient asks for a bed after registration, enters it after the request and after
--   admission, and leaves it with the encounter at the latest.

SELECT
    s.encounter_id,
    s.sequence,
    s.requested_at,
    s.entered_at,
    s.left_at,
    e.registered_at,
    e.admitted_at,
    e.left_at AS encounter_left_at
FROM bed_stays AS s
JOIN encounters AS e USING (encounter_id)
WHERE
    s.requested_at < e.registered_at
    OR s.entered_at < s.requested_at
    OR s.entered_at < coalesce(e.admitted_at, 'infinity')
    OR s.left_at < s.entered_at
    OR s.left_at > e.left_at
    OR (s.left_at IS NULL AND e.left_at IS NOT NULL)
ORDER BY s.encounter_id, s.sequence
