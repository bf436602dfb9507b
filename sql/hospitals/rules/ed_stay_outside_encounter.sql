-- id: ed_stay_outside_encounter
-- title: Stay in the emergency department outside of its encounter
-- severity: error
-- description: It begins when the encounter begins. A patient who was not admitted leaves the hospital
--   from there; an admitted one leaves the emergency department at the end of the encounter at the
--   latest.

SELECT
    s.encounter_id,
    s.arrived_at,
    s.departed_at,
    e.registered_at,
    e.left_at
FROM ed_stays AS s
JOIN encounters AS e USING (encounter_id)
WHERE
    s.arrived_at <> e.registered_at
    OR s.departed_at > e.left_at
    OR (s.departed_at IS NULL AND e.left_at IS NOT NULL)
    OR (e.admitted_at IS NULL AND s.departed_at IS DISTINCT FROM e.left_at)
ORDER BY s.encounter_id
