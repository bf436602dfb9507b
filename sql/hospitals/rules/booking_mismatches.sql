-- id: booking_mismatches
-- title: Booked stay without an arrival on its day
-- severity: error
-- description: A booking is made before its day, at most 28 days ahead of today. On the day the same
--   patient arrives at the same hospital, for the same service.

SELECT
    b.encounter_id,
    b.planned_for,
    e.registered_at
FROM bookings AS b
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
LEFT JOIN encounters AS e USING (encounter_id)
WHERE
    b.planned_for > d.today + 28
    OR (b.booked_at AT TIME ZONE h.time_zone)::date > b.planned_for
    OR (b.planned_for <= d.today) <> (e.encounter_id IS NOT NULL)
    OR (e.registered_at AT TIME ZONE h.time_zone)::date <> b.planned_for
    OR e.patient_id <> b.patient_id
    OR e.hospital_id <> b.hospital_id
    OR e.service <> b.service
ORDER BY b.encounter_id
