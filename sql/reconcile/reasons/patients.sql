-- Why patients are not equal: a value that silver does not have yet can be in a missing message of the
-- patient.

WITH reasons AS (
    SELECT
        s.patient_id,
        min(e.reason) AS reason
    FROM event_reasons AS e
    JOIN sent_encounters AS s USING (encounter_id)
    WHERE e.kind = 'missing'
    GROUP BY s.patient_id
)

SELECT
    d.kind,
    d.patient_id,
    CASE
        WHEN
            d.kind = 'extra'
            OR t.first_name <> s.first_name
            OR t.last_name <> s.last_name
            OR t.date_of_birth <> s.date_of_birth
            OR t.gender <> s.gender
            OR t.zipcode <> s.zipcode
            OR t.state <> s.state
            THEN 'UNEXPLAINED'
        ELSE coalesce(r.reason, 'UNEXPLAINED')
    END AS reason
FROM patient_differences AS d
LEFT JOIN sent_patients AS s USING (patient_id)
LEFT JOIN taken_patients AS t USING (patient_id)
LEFT JOIN reasons AS r USING (patient_id)
