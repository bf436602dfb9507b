-- Periods in which a bed was dirty, cleaned or blocked that are not equal.

SELECT
    CASE WHEN t.bed_id IS NULL THEN 'missing' WHEN s.bed_id IS NULL THEN 'extra' ELSE 'different' END AS kind,
    b.hospital_id,
    NULL::bigint AS encounter_id,
    bed_id,
    NULL::smallint AS sequence,
    began_at AS first_at,
    CASE
        WHEN t.bed_id IS NULL THEN s.ended_at
        WHEN s.bed_id IS NULL THEN t.ended_at
        WHEN num_nulls(s.ended_at, t.ended_at) = 0 THEN greatest(s.ended_at, t.ended_at)
    END AS last_at,
    s.ended_at AS sent_until
FROM sent_bed_status_periods AS s
FULL JOIN taken_bed_status_periods AS t USING (bed_id, began_at)
LEFT JOIN sent_beds AS b USING (bed_id)
WHERE s IS DISTINCT FROM t
