-- Predictions of the length-of-stay model made for this moment, and the alerts that are open: the highest
-- level so far, with the reasons of the first one. Only a model that has learned from nothing later counts.

WITH predictions AS (
    SELECT p.*
    FROM briefing_as_of AS w
    JOIN los_predictions AS p ON w.hospital_id = p.hospital_id AND w.as_of >= p.predicted_at
    JOIN los_models AS m ON p.model_id = m.model_id AND w.as_of >= m.as_of
    JOIN datasets AS d ON p.dataset_id = d.dataset_id
    JOIN current_dataset AS c
        ON d.config - 'today' = c.config - 'today' AND d.generator_version = c.generator_version
),

alerts AS (
    SELECT DISTINCT ON (encounter_id)
        encounter_id,
        reasons,
        -- CRITICAL is the lower of the two words.
        min(alert) OVER (PARTITION BY encounter_id) AS level
    FROM predictions
    WHERE alert IS NOT NULL
    ORDER BY encounter_id ASC, predicted_at ASC, model_id DESC
)

SELECT DISTINCT ON (p.encounter_id)
    p.encounter_id,
    p.leave_24,
    p.p50_hours,
    a.level AS alert,
    a.reasons
FROM briefing_as_of AS w
JOIN predictions AS p ON w.as_of = p.predicted_at
LEFT JOIN alerts AS a ON p.encounter_id = a.encounter_id
ORDER BY p.encounter_id ASC, p.model_id DESC, p.dataset_id DESC
