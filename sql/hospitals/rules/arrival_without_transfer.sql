-- id: arrival_without_transfer
-- title: Arrival by transfer without a transfer to this hospital, or the other way round
-- severity: error
-- description: Who arrives by transfer was accepted by this hospital before.

SELECT
    e.encounter_id,
    e.arrival_mode,
    t.accepted,
    t.arrived_at
FROM encounters AS e
LEFT JOIN facility_transfers AS t ON e.encounter_id = t.encounter_id AND t.direction = 'in'
WHERE
    (e.arrival_mode = 'transfer') <> (t.encounter_id IS NOT NULL AND coalesce(t.accepted, FALSE))
    OR t.arrived_at > e.registered_at
ORDER BY e.encounter_id
