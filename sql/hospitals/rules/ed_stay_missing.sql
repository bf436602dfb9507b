-- id: ed_stay_missing
-- title: Arrival at the emergency department without a stay there
-- severity: error
-- description: Who walks in or comes by ambulance is seen in the emergency department, and so is every
--   encounter of class emergency. Who comes by appointment is not.

SELECT
    e.encounter_id,
    e.class,
    e.arrival_mode,
    s.arrived_at
FROM encounters AS e
LEFT JOIN ed_stays AS s USING (encounter_id)
WHERE
    (s.encounter_id IS NULL AND (e.class = 'emergency' OR e.arrival_mode IN ('walk-in', 'ambulance')))
    OR (s.encounter_id IS NOT NULL AND e.arrival_mode IN ('scheduled', 'direct', 'clinic'))
ORDER BY e.encounter_id
