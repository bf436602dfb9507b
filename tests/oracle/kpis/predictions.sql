-- Predictions for everyone in house at 12 o'clock UTC on each day of May and June: any numbers, not from a model.
-- Others are of an earlier dataset, whose encounters had the same numbers.

INSERT INTO datasets SELECT (jsonb_populate_record(d, '{"dataset_id": 0}')).* FROM datasets AS d;

INSERT INTO los_models (
    dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint, features,
    split, metrics, critical_threshold, high_threshold, card, model
)
SELECT dataset_id, '2026-04-30 12:00Z', 42, '0', '3', '1', '0', 'none', '{}', '{}', '{}', 0.6, 0.7, '', ''
FROM current_dataset;

INSERT INTO los_predictions (
    model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far, p10_hours, p50_hours, p90_hours,
    over_48, over_96, leave_24, leave_48
)
SELECT
    m.model_id, x.dataset_id, e.encounter_id, t.at + x.later, e.hospital_id, 1, 1, 1, 1, 1, 1,
    (e.encounter_id / 10000 % 7) / 10.0 * x.share, 1
FROM los_models AS m
CROSS JOIN generate_series('2026-05-01 12:00Z', '2026-06-30 12:00Z', interval '24 hours') AS t (at)
CROSS JOIN LATERAL (VALUES (m.dataset_id, interval '0', 1.0), (0, interval '1 hour', 0.1)) AS x (dataset_id, later, share)
JOIN encounters AS e ON e.admitted_at < t.at AND (e.left_at IS NULL OR e.left_at >= t.at) AND e.class = 'inpatient';
