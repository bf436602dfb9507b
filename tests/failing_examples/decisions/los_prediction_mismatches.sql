-- Right predictions at the moment of admission, in the house, and to the second before the patient leaves; each of the
-- others is wrong in one thing. The other datasets are not the current one.
INSERT INTO los_models (
    model_id, dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint,
    features, split, metrics, critical_threshold, high_threshold, card, model
)
SELECT m.model_id, 1, m.as_of, 1, '', '', '', '', '', '{}', '{}', '{}', 0.5, 0.5, '', ''
FROM (
    VALUES (1, timestamptz '2025-03-03 11:00-08'), (2, '2025-03-04 12:00:01-08')
) AS m (model_id, as_of);
INSERT INTO los_predictions (
    model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far, p10_hours, p50_hours, p90_hours,
    over_48, over_96, leave_24, leave_48
)
SELECT
    p.model_id, p.dataset_id, p.encounter_id, p.predicted_at, p.hospital_id, p.hours_so_far, 1, 2, 3, 0.5, 0.5, 0.5,
    0.5
FROM (
    VALUES
    (1, 1, 10001, timestamptz '2025-03-03 11:00-08', 1, 0),
    (1, 1, 10001, '2025-03-05 11:59:59-08', 1, 48.9997),
    (1, 1, 60001, '2025-03-09 17:00-07', 1, 143),
    (1, 2, 78, '2025-03-04 12:00-08', 1, 1),
    (1, 0, 78, '2025-03-04 11:00-08', 1, 1),
    -- the model has learned from what came later
    (2, 1, 10001, '2025-03-04 12:00-08', 1, 25),
    -- no such encounter; an encounter under observation; another hospital
    (1, 1, 77, '2025-03-04 11:00-08', 1, 1),
    (1, 1, 30001, '2025-03-05 21:10-08', 1, 1),
    (1, 1, 10001, '2025-03-04 11:00-08', 2, 24),
    (1, 1, 90001, '2025-03-04 15:00-05', 1, 0),
    -- has left; has not been admitted
    (1, 1, 10001, '2025-03-05 12:00-08', 1, 49),
    (1, 1, 10001, '2025-03-05 13:00-08', 1, 50),
    (1, 1, 60001, '2025-03-03 16:59:59-08', 1, -0.0003),
    -- other hours
    (1, 1, 10001, '2025-03-04 16:00-08', 1, 29.1),
    (1, 1, 10001, '2025-03-04 17:00-08', 1, 29.9)
) AS p (model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far);
CREATE TEMPORARY TABLE failing AS
SELECT f.model_id, f.encounter_id, f.predicted_at
FROM (
    VALUES
    (2, 10001::bigint, timestamptz '2025-03-04 12:00-08'),
    (1, 77, '2025-03-04 11:00-08'),
    (1, 30001, '2025-03-05 21:10-08'),
    (1, 10001, '2025-03-04 11:00-08'),
    (1, 90001, '2025-03-04 15:00-05'),
    (1, 10001, '2025-03-05 12:00-08'),
    (1, 10001, '2025-03-05 13:00-08'),
    (1, 10001, '2025-03-04 17:00-08'),
    (1, 60001, '2025-03-03 16:59:59-08'),
    (1, 10001, '2025-03-04 16:00-08')
) AS f (model_id, encounter_id, predicted_at);
