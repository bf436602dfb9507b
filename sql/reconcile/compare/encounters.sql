-- Encounters that are not equal. Messages tell the condition when the patient leaves, and never the
-- visit.

WITH sent AS (
    SELECT
        encounter_id,
        patient_id,
        hospital_id,
        CASE WHEN left_at IS NOT NULL THEN condition_id END AS condition_id,
        complaint_id,
        class,
        arrival_mode,
        admission_source,
        service,
        registered_at,
        admitted_at,
        ready_at,
        left_at,
        expected_discharge_on,
        disposition
    FROM sent_encounters
)

SELECT
    CASE
        WHEN t.encounter_id IS NULL THEN 'missing' WHEN s.encounter_id IS NULL THEN 'extra' ELSE 'different'
    END
        AS kind,
    coalesce(s.hospital_id, t.hospital_id) AS hospital_id,
    encounter_id,
    NULL::integer AS bed_id,
    NULL::smallint AS sequence,
    least(s.registered_at, t.registered_at) AS first_at,
    CASE
        WHEN t.encounter_id IS NULL THEN s.left_at
        WHEN s.encounter_id IS NULL THEN t.left_at
        WHEN num_nulls(s.left_at, t.left_at) = 0 THEN greatest(s.left_at, t.left_at)
    END AS last_at,
    s.left_at AS sent_until
FROM sent AS s
FULL JOIN taken_encounters AS t USING (encounter_id)
WHERE s IS DISTINCT FROM t
