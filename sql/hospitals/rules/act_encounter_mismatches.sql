-- id: act_encounter_mismatches
-- title: Act at another hospital, in another unit or at another time than the encounter
-- severity: error
-- description: Staff work at the hospital of the encounter, while the patient is there. Nurses are of the
--   unit in whose bed the patient is, of the emergency department, or of the operating rooms.

-- MATERIALIZED: the few rows that are found are sorted, not the millions that are read.
WITH found AS MATERIALIZED (
    SELECT
        a.encounter_id,
        a.act,
        a.began_at,
        s.unit_id
    FROM encounter_staff AS a
    JOIN shifts AS s USING (shift_id)
    JOIN encounters AS e USING (encounter_id)
    LEFT JOIN units AS u ON s.unit_id = u.unit_id
    LEFT JOIN bed_stays AS t
        ON
            a.encounter_id = t.encounter_id
            AND a.began_at >= t.entered_at
            AND (a.began_at < t.left_at) IS NOT FALSE
    LEFT JOIN beds AS b ON t.bed_id = b.bed_id
    WHERE
        s.hospital_id <> e.hospital_id
        OR a.began_at < e.registered_at
        OR coalesce(a.ended_at, 'infinity') > e.left_at
        OR (a.act = 'nursing' AND s.unit_id IS DISTINCT FROM b.unit_id)
        OR (a.act IN ('triage', 'emergency nursing') AND u.care_level IS DISTINCT FROM 'emergency')
        OR (a.act = 'operating nursing' AND u.care_level IS DISTINCT FROM 'operating')
        OR (a.act = 'emergency care' AND u.care_level <> 'emergency')
)

SELECT
    encounter_id,
    act,
    began_at,
    unit_id
FROM found
ORDER BY encounter_id, act, began_at
