-- One model learned from what came after today, one from other rows. The first is right.
UPDATE datasets SET fingerprint = 'abc';
INSERT INTO los_models (
    model_id, dataset_id, as_of, seed, generator_version, python_version, sklearn_version, skops_version, fingerprint,
    features, split, metrics, critical_threshold, high_threshold, card, model
)
SELECT m.model_id, 1, m.as_of, 1, '', '', '', '', m.fingerprint, '{}', '{}', '{}', 0.5, 0.5, '', ''
FROM (
    VALUES
    (1, timestamptz '2025-03-10 12:00Z', 'abc'),
    (2, '2025-03-10 12:00:01Z', 'abc'),
    (3, '2025-03-09 12:00Z', 'abd')
) AS m (model_id, as_of, fingerprint);
CREATE TEMPORARY TABLE failing AS
SELECT f.model_id
FROM (VALUES (2), (3)) AS f (model_id);
