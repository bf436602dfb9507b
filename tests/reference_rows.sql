-- The fewest reference rows that let a patient be treated: two places, each with a hospital and a doctor.
INSERT INTO states (state, name, uninsured_pct)
VALUES ('CA', 'California', 6.4), ('NV', 'Nevada', 10.8), ('NY', 'New York', 4.8);
INSERT INTO state_neighbors (state, neighbor, miles) VALUES ('CA', 'NV', 303), ('NV', 'CA', 303);
INSERT INTO zip_codes (zipcode, city, state, county, latitude, longitude, population) VALUES
('90001', 'Los Angeles', 'CA', 'Los Angeles', 33.9739, -118.2489, 57652),
('10001', 'New York', 'NY', NULL, NULL, NULL, NULL);
INSERT INTO conditions (
    name, icd10_code, category, adult_only, same_day_possible, los_min, los_max, follow_up_required,
    late_unpaid_base, late_paid_base
) VALUES
('Flu', 'J11.1', 'minor', FALSE, TRUE, 0, 2, FALSE, 0.06, 0.10),
('Cancer', 'C80.1', 'complex', FALSE, FALSE, 5, 10, TRUE, 0.22, 0.25);
INSERT INTO diagnosis_codes (condition_id, icd10_code, description, follow_up_only) VALUES
(1, 'J11.1', 'Influenza with other respiratory manifestations', FALSE),
(2, 'C80.1', 'Malignant (primary) neoplasm, unspecified', FALSE),
(2, 'Z85.9', 'Personal history of malignant neoplasm, unspecified', TRUE);
INSERT INTO follow_up_codes (condition_id, icd10_code, follow_up_code, after_days)
VALUES (2, 'C80.1', 'Z85.9', 30);
INSERT INTO treatments (name, given_as_drug, scheduled, outpatient)
VALUES ('Medication', TRUE, FALSE, TRUE), ('Chemotherapy', FALSE, TRUE, TRUE);
INSERT INTO condition_treatments (condition_id, treatment_id, role)
VALUES (1, 1, 'primary'), (2, 2, 'primary');
INSERT INTO medications (name, harmful_in_pregnancy) VALUES ('Oseltamivir', FALSE), ('Tamoxifen', TRUE);
INSERT INTO condition_medications (condition_id, medication_id) VALUES (1, 1), (2, 2);
INSERT INTO insurance_providers (name, kind)
VALUES ('Medicare', 'Medicare'), ('Blue Harbor Health', 'Private');
INSERT INTO specialties (name, generalist) VALUES ('General practice', TRUE), ('Oncology', FALSE);
INSERT INTO specialty_treatments (specialty_id, condition_id, treatment_id)
VALUES (1, 1, 1), (1, 2, 2), (2, 2, 2);
INSERT INTO hospitals (
    name, state, zipcode, same_day_bias, late_payment_multiplier, charge_multiplier, stay_bias,
    referral_weight, time_zone
) VALUES
('Los Angeles General', 'CA', '90001', 0, 1, 1, 0, 1, 'America/Los_Angeles'),
('New York Memorial', 'NY', '10001', -0.15, 1.5, 1.2, 0.3, 2.5, 'America/New_York');
INSERT INTO doctors (name, state, same_day_style, medication_bias, specialty_id, panel_weight) VALUES
('Dr. Jane Smith', 'CA', 0.15, -0.10, 1, 1),
('Dr. John Doe', 'NY', 0, 0, 2, 0.5);
INSERT INTO doctor_hospitals (doctor_id, hospital_id, state, weekdays) VALUES
(1, 1, 'CA', 'Mon Tue Wed Thu Fri Sat Sun'),
(2, 2, 'NY', 'Mon Wed');
INSERT INTO condition_seasons (condition_id, ages, month, share) VALUES (1, 'all', 1, 26.6);
INSERT INTO price_index (month, price) VALUES ('2025-03-01', 0.99), ('2025-06-01', 1);
INSERT INTO holidays (day, name) VALUES ('2025-07-04', 'Independence Day');
