-- The newest length-of-stay model of the dataset: when it was trained, on what, and how well it predicts.

SELECT
    m.model_id,
    m.as_of,
    m.split,
    m.metrics,
    m.critical_threshold,
    m.high_threshold
FROM los_models AS m
JOIN current_dataset USING (dataset_id)
ORDER BY m.model_id DESC
LIMIT 1
