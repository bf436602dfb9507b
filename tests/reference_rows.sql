-- The fewest reference rows that let a patient be treated: two places, each with a hospital and a doctor.
INSERT INTO states (state, name) VALUES ('CA', 'California'), ('NV', 'Nevada'), ('NY', 'New York');
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
INSERT INTO diagnosis_codes (condition_id, icd10_code, description) VALUES
(1, 'J11.1', 'Influenza with other respiratory manifestations'),
(2, 'C80.1', 'Malignant (primary) neoplasm, unspecified');
INSERT INTO treatments (name, given_as_drug) VALUES ('Medication', TRUE), ('Chemotherapy', FALSE);
INSERT INTO condition_treatments (condition_id, treatment_id, role)
VALUES (1, 1, 'primary'), (2, 2, 'primary');
INSERT INTO medications (name) VALUES ('Oseltamivir'), ('Tamoxifen');
INSERT INTO condition_medications (condition_id, medication_id) VALUES (1, 1), (2, 2);
INSERT INTO insurance_providers (name, kind)
VALUES ('Medicare', 'Medicare'), ('Blue Harbor Health', 'Private');
INSERT INTO hospitals (name, state, zipcode, same_day_bias, late_payment_multiplier, charge_multiplier) VALUES
('Los Angeles General', 'CA', '90001', 0, 1, 1),
('New York Memorial', 'NY', '10001', -0.15, 1.5, 1.2);
INSERT INTO doctors (name, state, same_day_style, medication_bias) VALUES
('Dr. Jane Smith', 'CA', 0.15, -0.10),
('Dr. John Doe', 'NY', 0, 0);
INSERT INTO doctor_hospitals (doctor_id, hospital_id, state) VALUES (1, 1, 'CA'), (2, 2, 'NY');
INSERT INTO price_index (month, price) VALUES ('2025-03-01', 0.99), ('2025-06-01', 1);
