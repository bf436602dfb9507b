-- Table admissions of MIMIC-IV's module hosp: one row for each stay for which a patient was admitted. Times
-- are those of the hospital's own time zone, without a zone, as in MIMIC-IV.

CREATE VIEW admissions AS
SELECT
    e.patient_id AS subject_id,
    e.encounter_id AS hadm_id,
    e.admitted_at AT TIME ZONE h.time_zone AS admittime,
    e.left_at AT TIME ZONE h.time_zone AS dischtime,
    CASE WHEN e.disposition = '20' THEN e.left_at AT TIME ZONE h.time_zone END AS deathtime,
    CASE
        WHEN e.class = 'observation' AND d.encounter_id IS NOT NULL THEN 'EU OBSERVATION'
        WHEN e.class = 'observation' AND e.arrival_mode = 'scheduled' THEN 'AMBULATORY OBSERVATION'
        WHEN e.class = 'observation' THEN 'DIRECT OBSERVATION'
        WHEN d.encounter_id IS NOT NULL THEN 'EW EMER.'
        WHEN
            e.arrival_mode = 'scheduled'
            AND EXISTS (
                SELECT 1 FROM surgeries AS s
                WHERE
                    s.encounter_id = e.encounter_id
                    AND s.urgency = 'elective'
                    AND (s.planned_at AT TIME ZONE h.time_zone)::date
                    = (e.admitted_at AT TIME ZONE h.time_zone)::date
            )
            THEN 'SURGICAL SAME DAY ADMISSION'
        WHEN e.arrival_mode = 'scheduled' THEN 'ELECTIVE'
        WHEN e.arrival_mode IN ('transfer', 'clinic') THEN 'URGENT'
        ELSE 'DIRECT EMER.'
    END::character varying(40) AS admission_type,
    NULL::character varying(10) AS admit_provider_id,
    CASE
        WHEN e.admission_source = '4' THEN 'TRANSFER FROM HOSPITAL'
        WHEN e.admission_source = '5' THEN 'TRANSFER FROM SKILLED NURSING FACILITY'
        WHEN d.encounter_id IS NOT NULL THEN 'EMERGENCY ROOM'
        WHEN e.admission_source = '2' THEN 'CLINIC REFERRAL'
        WHEN e.arrival_mode = 'walk-in' THEN 'WALK-IN/SELF REFERRAL'
        WHEN e.arrival_mode IN ('scheduled', 'direct', 'clinic') THEN 'PHYSICIAN REFERRAL'
        ELSE 'INFORMATION NOT AVAILABLE'
    END::character varying(60) AS admission_location,
    CASE
        WHEN e.disposition = '01' THEN 'HOME'
        WHEN e.disposition = '02' THEN 'ACUTE HOSPITAL'
        WHEN e.disposition = '03' THEN 'SKILLED NURSING FACILITY'
        WHEN e.disposition = '06' THEN 'HOME HEALTH CARE'
        WHEN e.disposition = '07' THEN 'AGAINST ADVICE'
        WHEN e.disposition = '20' THEN 'DIED'
        WHEN e.disposition IN ('50', '51') THEN 'HOSPICE'
        WHEN e.disposition = '62' THEN 'REHAB'
        WHEN e.disposition = '63' THEN 'CHRONIC/LONG TERM ACUTE CARE'
        WHEN e.disposition = '65' THEN 'PSYCH FACILITY'
        WHEN e.disposition IS NOT NULL THEN 'OTHER FACILITY'
    END::character varying(60) AS discharge_location,
    CASE
        WHEN i.kind IN ('Medicare', 'Medicaid', 'Private') THEN i.kind
        ELSE 'Other'
    END::character varying(255) AS insurance,
    NULL::character varying(10) AS language,
    NULL::character varying(30) AS marital_status,
    NULL::character varying(80) AS race,
    d.arrived_at AT TIME ZONE h.time_zone AS edregtime,
    d.departed_at AT TIME ZONE h.time_zone AS edouttime,
    (coalesce(e.disposition, '') = '20')::integer::smallint AS hospital_expire_flag
FROM encounters AS e
JOIN hospitals AS h USING (hospital_id)
JOIN patients AS p USING (patient_id)
LEFT JOIN ed_stays AS d USING (encounter_id)
LEFT JOIN billing AS b USING (visit_id)
LEFT JOIN insurance_providers AS i
    ON
        i.insurance_provider_id
        = CASE WHEN b.visit_id IS NULL THEN p.insurance_provider_id ELSE b.insurance_provider_id END
WHERE e.admitted_at IS NOT NULL;

COMMENT ON VIEW admissions IS 'Admissions as in MIMIC-IV: one row for each observation or inpatient stay.';
COMMENT ON COLUMN admissions.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN admissions.hadm_id IS 'Number of the admission: encounter_id.';
COMMENT ON COLUMN admissions.admittime IS 'When the patient was admitted.';
COMMENT ON COLUMN admissions.dischtime IS 'When the patient left; null while the patient is still here.';
COMMENT ON COLUMN admissions.deathtime IS 'When the patient died in this stay; null for all others.';
COMMENT ON COLUMN admissions.admission_type IS
'How urgent the admission was, such as EW EMER. (from the emergency department) or ELECTIVE.';
COMMENT ON COLUMN admissions.admit_provider_id IS 'Always null.';
COMMENT ON COLUMN admissions.admission_location IS 'Where the patient came from, such as EMERGENCY ROOM.';
COMMENT ON COLUMN admissions.discharge_location IS
'Where the patient went, such as HOME or DIED; null while the patient is still here.';
COMMENT ON COLUMN admissions.insurance IS
'Kind of the payer of the bill (before the bill, of the patient): Medicare, Medicaid, Private or Other.';
COMMENT ON COLUMN admissions.language IS 'Always null.';
COMMENT ON COLUMN admissions.marital_status IS 'Always null.';
COMMENT ON COLUMN admissions.race IS 'Always null.';
COMMENT ON COLUMN admissions.edregtime IS
'When the patient was registered in the emergency department; null without one.';
COMMENT ON COLUMN admissions.edouttime IS 'When the patient left the emergency department.';
COMMENT ON COLUMN admissions.hospital_expire_flag IS '1 when the patient died in this stay, else 0.';
