-- Patients: the newest message of each counts. A value that it does not say stays as it was.

WITH newest AS (
    SELECT DISTINCT ON (patient_id)
        patient_id,
        first_name,
        last_name,
        date_of_birth,
        gender,
        zipcode,
        state
    FROM events
    WHERE reason IS NULL AND patient_id IS NOT NULL
    -- a message without a birth date tells less than others of this run
    ORDER BY patient_id ASC, date_of_birth IS NULL, recorded_at DESC, event_key DESC
),

written AS (
    INSERT INTO patients AS p (patient_id, first_name, last_name, date_of_birth, gender, zipcode, state)
    SELECT
        n.patient_id,
        n.first_name,
        n.last_name,
        n.date_of_birth,
        n.gender,
        n.zipcode,
        n.state
    FROM newest AS n
    LEFT JOIN patients AS k USING (patient_id)
    WHERE
        k.patient_id IS NULL
        OR (k.first_name, k.last_name, k.date_of_birth, k.gender, k.zipcode, k.state) IS DISTINCT FROM (
            coalesce(n.first_name, k.first_name),
            coalesce(n.last_name, k.last_name),
            coalesce(n.date_of_birth, k.date_of_birth),
            coalesce(n.gender, k.gender),
            coalesce(n.zipcode, k.zipcode),
            coalesce(n.state, k.state)
        )
    ON CONFLICT (patient_id) DO UPDATE
        SET
            first_name = coalesce(excluded.first_name, p.first_name),
            last_name = coalesce(excluded.last_name, p.last_name),
            date_of_birth = coalesce(excluded.date_of_birth, p.date_of_birth),
            gender = coalesce(excluded.gender, p.gender),
            zipcode = coalesce(excluded.zipcode, p.zipcode),
            state = coalesce(excluded.state, p.state)
    RETURNING patient_id
)

-- KPIs by age and gender change from the first encounter of the patient on.
INSERT INTO changed (hospital_id, from_at)
SELECT
    e.hospital_id,
    min(e.registered_at) AS from_at
FROM written
INNER JOIN encounters AS e USING (patient_id)
GROUP BY e.hospital_id;
