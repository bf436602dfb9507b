-- Encounters, rebuilt from their valid events. An encounter is known once its registration or admission is.

INSERT INTO new_encounters (
    encounter_id,
    patient_id,
    hospital_id,
    condition_id,
    complaint_id,
    class,
    arrival_mode,
    admission_source,
    service,
    registered_at, admitted_at, ready_at, left_at, expected_discharge_on, disposition
)
SELECT
    encounter_id,
    max(patient_id) AS patient_id,
    max(hospital_id) AS hospital_id,
    (array_agg(condition_id ORDER BY occurred_at DESC, event_key DESC) FILTER (WHERE trigger = 'A03'))[1]
        AS condition_id,
    max(complaint_id) AS complaint_id,
    (array_agg(class ORDER BY occurred_at DESC, event_key DESC) FILTER (WHERE class IS NOT NULL))[1] AS class,
    max(arrival_mode) AS arrival_mode,
    max(admission_source) AS admission_source,
    -- The service at discharge is that of the encounter. Before it, the service of the newest event counts.
    (
        array_agg(service ORDER BY trigger = 'A03' DESC, occurred_at DESC, event_key DESC)
        FILTER (WHERE service IS NOT NULL)
    )[1] AS service,
    coalesce(
        min(occurred_at) FILTER (WHERE trigger = 'A04'),
        min(occurred_at) FILTER (WHERE trigger IN ('A01', 'A06'))
    ) AS registered_at,
    max(occurred_at) FILTER (WHERE trigger IN ('A01', 'A06')) AS admitted_at,
    max(occurred_at) FILTER (WHERE trigger = 'A16') AS ready_at,
    max(occurred_at) FILTER (WHERE trigger = 'A03') AS left_at,
    (
        array_agg(expected_discharge_on ORDER BY occurred_at DESC, event_key DESC)
        FILTER (WHERE update = 'expected discharge')
    )[1] AS expected_discharge_on,
    max(disposition) AS disposition
FROM stay_events
GROUP BY encounter_id
HAVING bool_or(trigger IN ('A01', 'A04', 'A06'));

-- KPIs count an encounter by these, from its registration on.
INSERT INTO changed (hospital_id, from_at)
SELECT
    n.hospital_id,
    min(least(n.registered_at, e.registered_at)) AS from_at
FROM new_encounters AS n
INNER JOIN encounters AS e USING (encounter_id)
WHERE
    (n.patient_id, n.hospital_id, n.complaint_id, n.class, n.arrival_mode, n.admission_source, n.service)
    IS DISTINCT FROM
    (e.patient_id, e.hospital_id, e.complaint_id, e.class, e.arrival_mode, e.admission_source, e.service)
GROUP BY n.hospital_id;

-- Rows that stay as they are are left alone. The work table was made LIKE this one: it has the same columns.
DELETE FROM encounters AS e
USING touched_encounters AS t
WHERE
    e.encounter_id = t.encounter_id
    AND NOT EXISTS (
        SELECT FROM new_encounters AS n
        WHERE n.encounter_id = e.encounter_id AND n.* IS NOT DISTINCT FROM e.*
    );

INSERT INTO encounters
SELECT * FROM new_encounters  -- noqa: AM04
ON CONFLICT (encounter_id) DO NOTHING;
