-- Two patients, one of whom died and one left; the first with a visit, its follow-up and their bills; and the load
-- history of such a dataset.
INSERT INTO patients (
    patient_id, name_prefix, first_name, last_name, date_of_birth, age, gender, phone_number, email, address,
    zipcode, state, insurance_provider_id, insurance_policy_number, blood_type, registered_on, left_on, date_of_death
) VALUES
(
    1, 'Mrs.', 'Mary', 'Miller', '1980-02-29', 45, 'Female', '555-0100', 'mary@example.com', '1 Main St',
    '90001', 'CA', 1, 'POL-1', 'O+', '2025-02-20', NULL, '2025-06-01'
),
(
    2, NULL, 'Jim', 'Jones', '2001-07-01', 24, 'Male', '555-0101', 'jim@example.com', '2 Main St',
    '10001', 'NY', NULL, NULL, 'AB-', '2024-11-05', '2025-01-31', NULL
);
INSERT INTO visits (
    visit_id, patient_id, age, condition_id, icd10_code, severity, treatment_id, medication_id, dosage,
    frequency, test_results, doctor_id, hospital_id, room_number, date_of_admission, date_of_discharge,
    follow_up_required, follow_up_of
) VALUES
(
    101, 1, 45, 1, 'J11.1', 'Normal', 1, 1, '75 mg', 'twice daily', 'Positive', 1, 1, 1, '2025-03-01',
    '2025-03-01', TRUE, NULL
),
(
    102, 1, 45, 1, 'J11.1', 'Mild', 1, NULL, NULL, NULL, 'Negative', 1, 1, 2000, '2025-03-11', '2025-03-12',
    FALSE, 101
);
INSERT INTO billing (
    billing_id, visit_id, patient_id, billing_date, insurance_coverage_amount, patient_responsibility_amount,
    payment_plan, expected_payment_date, actual_payment_date, payment_status, total_charge,
    insurance_provider_id
) VALUES
(10100, 101, 1, '2025-03-02', 50.00, 37.00, 'Full', '2025-04-01', '2025-04-01', 'Paid', 87.00, 1),
(10200, 102, 1, '2025-03-13', 0.00, 250.50, 'Incremental', '2026-03-13', NULL, 'In-progress', 250.50, 1);
INSERT INTO datasets (
    config, seed, today, origin, start, generator_version, schema_revision, postgres_version
)
VALUES ('{"patients": 2}', 42, '2025-06-30', '2025-06-30', '2022-01-01', '0.1.0', '0004', '18.1');
INSERT INTO load_blocks (dataset_id, stage, work_unit, last_id, rows, seconds)
VALUES (1, 'patients', 1, 2, '{"patients": 2, "visits": 2, "billing": 2}', 0.1);
INSERT INTO load_definitions (table_name, name, kind, definition, position)
VALUES ('patients', 'pk_patients', 'constraint', 'PRIMARY KEY (patient_id)', 1);
INSERT INTO validation_runs (dataset_id, rules, metrics) VALUES (1, 1, 0);
INSERT INTO validation_results (run_id, check_id, kind, title, severity, value, passed, seconds)
VALUES (1, 'visits_before_birth', 'rule', 'Visit starts before the patient was born', 'error', 0, TRUE, 0.01);
