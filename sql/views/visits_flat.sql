-- visits_flat: Visits as one flat table, with the columns of the reference generator's visits.csv.
-- visit_id: Number of the visit.
-- patient_id: Number of the patient.
-- name: Prefix, first and last name of the patient.
-- age: Age of the patient in whole years on the day of admission.
-- gender: Gender of the patient: Female, Male or Other.
-- condition: Condition the patient is seen for.
-- severity: Normal, Mild, Moderate or Severe.
-- treatment: Treatment given.
-- medication: Medication prescribed; null when the treatment is not a drug.
-- dosage: Strength of a dose, such as 500 mg.
-- frequency: How often to take it.
-- test_results: Positive, Negative or Inconclusive.
-- doctor: Name of the doctor who treats.
-- hospital: Name of the hospital.
-- hospital_state: Two-letter code of the hospital's state.
-- hospital_zipcode: ZIP code of the hospital.
-- room_number: Room in the hospital.
-- date_of_admission: First day of the stay.
-- date_of_discharge: Last day of the stay.
-- follow_up_required: Y when the patient is asked to come back, else N.

SELECT
    v.visit_id,
    v.patient_id,
    concat_ws(' ', p.name_prefix, p.first_name, p.last_name) AS name,
    v.age,
    p.gender,
    c.name AS condition,
    v.severity,
    t.name AS treatment,
    m.name AS medication,
    v.dosage,
    v.frequency,
    v.test_results,
    d.name AS doctor,
    h.name AS hospital,
    h.state AS hospital_state,
    h.zipcode AS hospital_zipcode,
    v.room_number,
    v.date_of_admission,
    v.date_of_discharge,
    CASE WHEN v.follow_up_required THEN 'Y' ELSE 'N' END AS follow_up_required
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
JOIN doctors AS d USING (doctor_id)
JOIN hospitals AS h USING (hospital_id)
LEFT JOIN medications AS m USING (medication_id)
