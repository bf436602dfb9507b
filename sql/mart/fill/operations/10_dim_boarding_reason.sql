-- Reasons of boarding. fact_ed_stay takes the first one that fits the ward at the beginning of the hour in
-- which the admission was decided.

INSERT INTO dim_boarding_reason (boarding_reason_key, boarding_reason, explanation)
VALUES
(0, 'None', 'The patient was not admitted from the emergency department.'),
(1, 'Ward full', 'All beds of the ward had patients.'),
(2, 'Beds blocked', 'All beds of the ward that were not blocked had patients.'),
(3, 'Bed being cleaned', 'A bed was empty, and at least one bed of the ward was dirty or being cleaned.'),
(4, 'Handover and transport', 'The ward had a clean, empty bed, so the patient waited for something else.'),
(5, 'Got no bed', 'The patient left without a bed of a ward, or still waits.'),
(6, 'Not known', 'Hospitals of fewer than 25 beds do not count their patients by hour.')
