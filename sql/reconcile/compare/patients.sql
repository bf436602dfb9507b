-- Patients of silver's encounters that are not equal, and patients whom only silver has.

SELECT
    CASE WHEN t.patient_id IS NULL THEN 'missing' WHEN s.patient_id IS NULL THEN 'extra' ELSE 'different' END
        AS kind,
    patient_id
FROM sent_patients AS s
FULL JOIN taken_patients AS t USING (patient_id)
WHERE
    s IS DISTINCT FROM t
    AND (
        t.patient_id IS NOT NULL
        OR EXISTS (
            SELECT FROM taken_encounters AS e
            WHERE e.patient_id = s.patient_id
        )
    )
