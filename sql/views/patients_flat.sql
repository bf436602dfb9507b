-- patients_flat: Patients as one flat table, with the columns of the reference generator's patients.csv.
-- patient_id: Number of the patient.
-- first_name: First name, after the prefix of those who use one.
-- last_name: Last name.
-- name: Prefix, first and last name.
-- date_of_birth: Date of birth.
-- age: Age in whole years on the dataset's today.
-- gender: Female, Male or Other.
-- phone_number: Phone number (fictitious).
-- email: E-mail address (fictitious, never deliverable).
-- address: House number and street (invented).
-- city: City of the home.
-- state: Two-letter code of the state of the home.
-- zipcode: ZIP code of the home.
-- insurance_provider: Name of the payer; null for uninsured patients.
-- insurance_policy_number: Policy number with the payer.
-- blood_type: ABO group and Rh factor, such as O+.

SELECT
    p.patient_id,
    concat_ws(' ', p.name_prefix, p.first_name) AS first_name,
    p.last_name,
    concat_ws(' ', p.name_prefix, p.first_name, p.last_name) AS name,
    p.date_of_birth,
    p.age,
    p.gender,
    p.phone_number,
    p.email,
    p.address,
    z.city,
    p.state,
    p.zipcode,
    i.name AS insurance_provider,
    p.insurance_policy_number,
    p.blood_type
FROM patients AS p
JOIN zip_codes AS z USING (zipcode)
LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
