-- Predictions for everyone in house at 12 o'clock UTC on each day of May and June: any numbers, not from a model.
-- Two models made them. Some were made in a dataset of an earlier today, which had the same encounters; others in a
-- dataset of another seed, whose encounters had the same numbers.

INSERT INTO datasets
SELECT (jsonb_populate_record(d, jsonb_build_object('dataset_id', x.dataset_id, 'config', d.config || x.change))).*
FROM current_dataset
JOIN datasets AS d USING (dataset_id)
CROSS JOIN (VALUES (0, '{"seed": 1}'::jsonb), (-1, '{"today": "2026-05-20"}')) AS x (dataset_id, change);

INSERT INTO los_models (
    model_id, dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint,
    features, split, metrics, critical_threshold, high_threshold, card, model
)
SELECT x.model_id, dataset_id, x.as_of, 42, '0', '3', '1', '0', 'none', '{}', '{}', '{}', 0.6, 0.7, '', ''
FROM current_dataset
CROSS JOIN (
    VALUES (1, timestamptz '2026-04-30 12:00Z'), (2, '2026-06-10 12:00Z')
) AS x (model_id, as_of);

INSERT INTO los_predictions (
    model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far, p10_hours, p50_hours, p90_hours,
    over_48, over_96, leave_24, leave_48
)
SELECT
    m.model_id, x.dataset_id, e.encounter_id, t.at + x.later, e.hospital_id, 1, 1, 1, 1, 1, 1,
    (e.encounter_id / 10000 % 7) / 10.0 * x.share / m.model_id, 1
FROM los_models AS m
-- The second model also predicted days from which it had learned.
JOIN generate_series(timestamptz '2026-05-01 12:00Z', '2026-06-30 12:00Z', interval '24 hours') AS t (at)
    ON m.model_id = 1 OR t.at > '2026-06-05'
CROSS JOIN
    LATERAL (
        VALUES
        (CASE WHEN t.at < '2026-05-20' THEN -1 ELSE m.dataset_id END, interval '0', 1.0),
        (0, interval '1 hour', 0.1)
    ) AS x (dataset_id, later, share)
JOIN encounters AS e ON e.admitted_at < t.at AND (e.left_at IS NULL OR e.left_at >= t.at) AND e.class = 'inpatient';
