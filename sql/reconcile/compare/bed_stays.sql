-- Bed stays that are not equal: who was in which bed, and when.

SELECT
    CASE
        WHEN t.encounter_id IS NULL THEN 'missing' WHEN s.encounter_id IS NULL THEN 'extra' ELSE 'different'
    END
        AS kind,
    e.hospital_id,
    encounter_id,
    NULL::integer AS bed_id,
    sequence,
    least(s.entered_at, t.entered_at) AS first_at,
    CASE
        WHEN t.encounter_id IS NULL THEN s.left_at
        WHEN s.encounter_id IS NULL THEN t.left_at
        WHEN num_nulls(s.left_at, t.left_at) = 0 THEN greatest(s.left_at, t.left_at)
    END AS last_at,
    s.left_at AS sent_until
FROM sent_bed_stays AS s
FULL JOIN taken_bed_stays AS t USING (encounter_id, sequence)
LEFT JOIN sent_encounters AS e USING (encounter_id)
WHERE s IS DISTINCT FROM t
