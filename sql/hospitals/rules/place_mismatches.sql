-- id: place_mismatches
-- title: Bed, station or operating room of another hospital or of another kind
-- severity: error
-- description: Stays use beds, emergency departments use stations, and surgeries use operating rooms, all
--   of them of the hospital of the encounter.

SELECT
    e.encounter_id,
    b.bed_id,
    b.kind,
    used.kind AS used_as,
    b.hospital_id,
    e.hospital_id AS encounter_hospital
FROM (
    SELECT
        encounter_id,
        bed_id,
        'bed' AS kind
    FROM bed_stays
    UNION ALL
    SELECT
        encounter_id,
        station_id,
        'station' AS kind
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        room_id,
        'room' AS kind
    FROM surgeries
) AS used
JOIN encounters AS e USING (encounter_id)
JOIN beds AS b USING (bed_id)
WHERE
    b.kind <> used.kind
    OR b.hospital_id <> e.hospital_id
ORDER BY e.encounter_id, b.bed_id
