-- Table services of MIMIC-IV's module hosp: the service that admitted the patient, and each later change.

CREATE VIEW services AS
WITH named AS (
    SELECT
        e.encounter_id,
        0 AS sequence,
        e.admitted_at AS since,
        coalesce(b.service, e.service) AS service
    FROM encounters AS e
    LEFT JOIN bed_stays AS b
        ON e.encounter_id = b.encounter_id AND b.sequence = 1
    WHERE e.admitted_at IS NOT NULL
    UNION ALL
    SELECT
        encounter_id,
        sequence,
        entered_at AS since,
        service
    FROM bed_stays
),

changes AS (
    SELECT
        encounter_id,
        since,
        service,
        lag(service) OVER (PARTITION BY encounter_id ORDER BY sequence) AS previous
    FROM named
)

SELECT
    e.patient_id AS subject_id,
    c.encounter_id AS hadm_id,
    c.since AT TIME ZONE h.time_zone AS transfertime,
    c.previous::character varying(10) AS prev_service,
    c.service::character varying(10) AS curr_service
FROM changes AS c
JOIN encounters AS e USING (encounter_id)
JOIN hospitals AS h USING (hospital_id)
WHERE c.service IS DISTINCT FROM c.previous;

COMMENT ON VIEW services IS
'Services of admitted patients as in MIMIC-IV: one row for the first service and for each change.';
COMMENT ON COLUMN services.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN services.hadm_id IS 'Number of the admission: encounter_id.';
COMMENT ON COLUMN services.transfertime IS 'When the service became responsible.';
COMMENT ON COLUMN services.prev_service IS 'Code of the service before it; null for the first one.';
COMMENT ON COLUMN services.curr_service IS 'Code of the service, such as MED or CMED.';
