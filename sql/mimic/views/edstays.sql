-- Table edstays of MIMIC-IV-ED: one row for each stay in an emergency department.

CREATE VIEW edstays AS
SELECT
    e.patient_id AS subject_id,
    CASE WHEN e.admitted_at IS NOT NULL THEN e.encounter_id END AS hadm_id,
    e.encounter_id AS stay_id,
    d.arrived_at AT TIME ZONE h.time_zone AS intime,
    d.departed_at AT TIME ZONE h.time_zone AS outtime,
    left(p.gender, 1)::character varying(1) AS gender,
    NULL::character varying(60) AS race,
    CASE
        WHEN t.mode = 'helicopter' THEN 'HELICOPTER'
        WHEN e.arrival_mode = 'ambulance' OR t.mode LIKE '%ambulance' THEN 'AMBULANCE'
        WHEN e.arrival_mode = 'walk-in' THEN 'WALK IN'
        ELSE 'OTHER'
    END::character varying(50) AS arrival_transport,
    CASE
        WHEN d.decision = 'admit' THEN 'ADMITTED'
        WHEN d.decision = 'discharge' THEN 'HOME'
        WHEN d.decision = 'against advice' THEN 'LEFT AGAINST MEDICAL ADVICE'
        WHEN d.decision = 'died' THEN 'EXPIRED'
        ELSE upper(d.decision)
    END::character varying(255) AS disposition
FROM ed_stays AS d
JOIN encounters AS e USING (encounter_id)
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
LEFT JOIN facility_transfers AS t
    ON e.encounter_id = t.encounter_id AND t.direction = 'in' AND t.arrived_at IS NOT NULL;

COMMENT ON VIEW edstays IS
'Stays in the emergency department as in MIMIC-IV-ED: one row for each, also when the patient went home.';
COMMENT ON COLUMN edstays.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN edstays.hadm_id IS 'Number of the admission; null when the patient was not admitted.';
COMMENT ON COLUMN edstays.stay_id IS 'Number of the stay: encounter_id.';
COMMENT ON COLUMN edstays.intime IS 'When the patient arrived.';
COMMENT ON COLUMN edstays.outtime IS 'When the patient left the emergency department; null while in it.';
COMMENT ON COLUMN edstays.gender IS 'F, M or O (other).';
COMMENT ON COLUMN edstays.race IS 'Always null.';
COMMENT ON COLUMN edstays.arrival_transport IS 'WALK IN, AMBULANCE, HELICOPTER or OTHER.';
COMMENT ON COLUMN edstays.disposition IS
'How the stay ended: ADMITTED, HOME, TRANSFER, LEFT WITHOUT BEING SEEN, ...; null before the decision.';
