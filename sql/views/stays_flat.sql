-- stays_flat: Encounters as one flat table: one row for each, with times of the hospital's own time zone.
-- encounter_id: Number of the encounter.
-- patient_id: Number of the patient.
-- name: Prefix, first and last name of the patient.
-- gender: Gender of the patient: Female, Male or Other.
-- hospital: Name of the hospital.
-- class: emergency, observation, inpatient or outpatient.
-- arrival_mode: walk-in, ambulance, scheduled, direct, clinic or transfer.
-- service: Name of the service responsible for the patient.
-- seen_for: Name of the condition, or else of the complaint.
-- esi: Emergency Severity Index from triage, 1 (most urgent) to 5.
-- registered: Local time of registration.
-- admitted: Local time of admission; null when the patient was not admitted.
-- left_hospital: Local time of leaving; null while the patient is still here.
-- hours: Hours from registration to leaving.
-- units: Units in which the patient had a bed, in their order, such as Intensive care 1 > Medicine 2.
-- disposition: Where the patient went: UB-04 code; null while the patient is still here.

SELECT
    e.encounter_id,
    e.patient_id,
    concat_ws(' ', p.name_prefix, p.first_name, p.last_name) AS name,
    p.gender,
    h.name AS hospital,
    e.class,
    e.arrival_mode,
    s.name AS service,
    coalesce(c.name, k.name) AS seen_for,
    d.esi,
    e.registered_at AT TIME ZONE h.time_zone AS registered,
    e.admitted_at AT TIME ZONE h.time_zone AS admitted,
    e.left_at AT TIME ZONE h.time_zone AS left_hospital,
    round(extract(EPOCH FROM e.left_at - e.registered_at) / 3600, 1) AS hours,
    (
        SELECT string_agg(u.name, ' > ' ORDER BY b.sequence)
        FROM bed_stays AS b
        JOIN beds USING (bed_id)
        JOIN units AS u USING (unit_id)
        WHERE b.encounter_id = e.encounter_id
    ) AS units,
    e.disposition
FROM encounters AS e
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
JOIN services AS s USING (service)
LEFT JOIN conditions AS c USING (condition_id)
LEFT JOIN complaints AS k USING (complaint_id)
LEFT JOIN ed_stays AS d USING (encounter_id)
