-- Length-of-stay models of this data, the newest first. usable: it has learned from nothing later than this
-- moment.

SELECT
    m.model_id,
    m.as_of <= w.as_of AS usable
FROM briefing_as_of AS w
CROSS JOIN los_models AS m
JOIN datasets AS d ON m.dataset_id = d.dataset_id
JOIN current_dataset AS c
    ON d.config - 'today' = c.config - 'today' AND d.generator_version = c.generator_version
ORDER BY m.model_id DESC
