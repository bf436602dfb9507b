-- Table transfers of MIMIC-IV's module hosp: where each patient was, from place to place, to the discharge.

CREATE VIEW transfers AS
WITH places AS (
    SELECT
        d.encounter_id,
        0 AS number,
        'ED' AS eventtype,
        'Emergency Department' AS careunit,
        d.arrived_at AS began_at,
        d.departed_at AS ended_at
    FROM ed_stays AS d
    UNION ALL
    SELECT
        b.encounter_id,
        b.sequence AS number,
        CASE WHEN b.sequence = 1 THEN 'admit' ELSE 'transfer' END AS eventtype,
        u.name AS careunit,
        b.entered_at AS began_at,
        b.left_at AS ended_at
    FROM bed_stays AS b
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    UNION ALL
    SELECT
        e.encounter_id,
        99 AS number,
        'discharge' AS eventtype,
        NULL AS careunit,
        e.left_at AS began_at,
        NULL AS ended_at
    FROM encounters AS e
    WHERE e.admitted_at IS NOT NULL AND e.left_at IS NOT NULL
)

SELECT
    e.patient_id AS subject_id,
    CASE WHEN e.admitted_at IS NOT NULL THEN e.encounter_id END AS hadm_id,
    e.encounter_id * 100 + p.number AS transfer_id,
    p.eventtype::character varying(10) AS eventtype,
    p.careunit::character varying(255) AS careunit,
    p.began_at AT TIME ZONE h.time_zone AS intime,
    p.ended_at AT TIME ZONE h.time_zone AS outtime
FROM places AS p
JOIN encounters AS e USING (encounter_id)
JOIN hospitals AS h USING (hospital_id);

COMMENT ON VIEW transfers IS
'Places of patients as in MIMIC-IV: one row for each emergency department, bed and discharge.';
COMMENT ON COLUMN transfers.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN transfers.hadm_id IS 'Number of the admission; null when the patient was not admitted.';
COMMENT ON COLUMN transfers.transfer_id IS
'Number of the row: encounter_id * 100 + 0 (ED), the number of the bed stay, or 99 (discharge).';
COMMENT ON COLUMN transfers.eventtype IS 'ED, admit (first bed), transfer (each further bed) or discharge.';
COMMENT ON COLUMN transfers.careunit IS 'Name of the unit; null for the discharge.';
COMMENT ON COLUMN transfers.intime IS
'When the patient came there; for the discharge, when the patient left.';
COMMENT ON COLUMN transfers.outtime IS 'When the patient left the place; null while there.';
