-- Silver and what gold has to know, straight from the warehouse, as if the whole log had been ingested.

INSERT INTO healthcare_silver.hospitals SELECT hospital_id, name, state, time_zone FROM healthcare.hospitals;
INSERT INTO healthcare_silver.services SELECT service, name FROM healthcare.services;
INSERT INTO healthcare_silver.departments SELECT department_id, hospital_id, service, name FROM healthcare.departments;
INSERT INTO healthcare_silver.units
SELECT unit_id, hospital_id, department_id, name, care_level, ages, patients_per_nurse, beds FROM healthcare.units;
INSERT INTO healthcare_silver.beds SELECT bed_id, unit_id, hospital_id, kind, room, label FROM healthcare.beds;
INSERT INTO healthcare_silver.complaints SELECT complaint_id, name FROM healthcare.complaints;
INSERT INTO healthcare_silver.patients
SELECT patient_id, first_name, last_name, date_of_birth, gender, zipcode, state FROM healthcare.patients;
INSERT INTO healthcare_silver.encounters
SELECT
    encounter_id, patient_id, hospital_id, condition_id, complaint_id, class, arrival_mode, admission_source, service,
    registered_at, admitted_at, ready_at, left_at, expected_discharge_on, disposition
FROM healthcare.encounters;
INSERT INTO healthcare_silver.ed_stays SELECT * FROM healthcare.ed_stays;
INSERT INTO healthcare_silver.bed_stays SELECT * FROM healthcare.bed_stays;
INSERT INTO healthcare_silver.bed_status_periods SELECT * FROM healthcare.bed_status_periods;
INSERT INTO healthcare_silver.adt_events (
    event_key, trigger, hospital_id, encounter_id, bed_id, from_bed_id, occurred_at, recorded_at, cancels, class, service,
    esi, early_warning_score, update, decision, disposition, expected_discharge_on, bed_status, message_number
)
SELECT *, 1 FROM healthcare.adt_events;
INSERT INTO healthcare_silver.watermarks
SELECT hospital_id, min(recorded_at), '2026-06-29 12:00:00+00' FROM healthcare.adt_events GROUP BY hospital_id;
INSERT INTO healthcare_gold.changes (hospital_id, from_at)
SELECT hospital_id, first_recorded_at FROM healthcare_silver.watermarks;
