-- Stays in emergency departments that are not equal.

SELECT
    CASE
        WHEN t.encounter_id IS NULL THEN 'missing' WHEN s.encounter_id IS NULL THEN 'extra' ELSE 'different'
    END
        AS kind,
    e.hospital_id,
    encounter_id,
    NULL::integer AS bed_id,
    NULL::smallint AS sequence,
    least(s.arrived_at, t.arrived_at) AS first_at,
    CASE
        WHEN t.encounter_id IS NULL THEN s.departed_at
        WHEN s.encounter_id IS NULL THEN t.departed_at
        WHEN num_nulls(s.departed_at, t.departed_at) = 0 THEN greatest(s.departed_at, t.departed_at)
    END AS last_at,
    s.departed_at AS sent_until
FROM sent_ed_stays AS s
FULL JOIN taken_ed_stays AS t USING (encounter_id)
LEFT JOIN sent_encounters AS e USING (encounter_id)
WHERE s IS DISTINCT FROM t
