-- Table triage of MIMIC-IV-ED: one row for each triage. healthgen has no vital signs, only a score of them.

CREATE VIEW triage AS
SELECT
    e.patient_id AS subject_id,
    e.encounter_id AS stay_id,
    NULL::numeric AS temperature,
    NULL::numeric AS heartrate,
    NULL::numeric AS resprate,
    NULL::numeric AS o2sat,
    NULL::numeric AS sbp,
    NULL::numeric AS dbp,
    NULL::text AS pain,
    d.esi::numeric AS acuity,
    c.name::character varying(255) AS chiefcomplaint
FROM ed_stays AS d
JOIN encounters AS e USING (encounter_id)
LEFT JOIN complaints AS c USING (complaint_id)
WHERE d.triaged_at IS NOT NULL;

COMMENT ON VIEW triage IS 'Triage in the emergency department as in MIMIC-IV-ED: one row for each.';
COMMENT ON COLUMN triage.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN triage.stay_id IS 'Number of the stay, as in edstays: encounter_id.';
COMMENT ON COLUMN triage.temperature IS 'Always null.';
COMMENT ON COLUMN triage.heartrate IS 'Always null.';
COMMENT ON COLUMN triage.resprate IS 'Always null.';
COMMENT ON COLUMN triage.o2sat IS 'Always null.';
COMMENT ON COLUMN triage.sbp IS 'Always null.';
COMMENT ON COLUMN triage.dbp IS 'Always null.';
COMMENT ON COLUMN triage.pain IS 'Always null.';
COMMENT ON COLUMN triage.acuity IS 'Emergency Severity Index, 1 (most urgent) to 5.';
COMMENT ON COLUMN triage.chiefcomplaint IS 'Name of the complaint; null when none was noted.';
