-- id: discharge_forecast_error_pct
-- topic: Beds and wards
-- title: Discharges within 24 hours: predicted against actual
-- unit: %
-- formula: Over the rows of los_predictions of the hospital whose 24 hours ended in the window:
--   predicted_at later than 24 h before its begin, and not later than 24 h before its end. They must be
--   of the current dataset, or of one with the same generator_version and the same config but for today,
--   and of a model that had learned only from earlier days (los_models.as_of not later than
--   predicted_at); if several models predicted, of the one with the highest model_id. P: sum of
--   leave_24; A: number of them whose encounter has left_at before predicted_at + 24 h. |P - A| / A x
--   100; null if A is 0.
-- denominator: predictions
-- source: own; amber and red own
-- good: low
-- reads: current_dataset, datasets, encounters, los_models, los_predictions
-- min_n: 20
-- amber: 15
-- red: 25

WITH same_data AS (
    SELECT d.dataset_id
    FROM datasets AS d
    JOIN current_dataset AS c
        ON
            d.generator_version = c.generator_version
            AND d.config - 'today' = c.config - 'today'
),

predictions AS (
    SELECT
        w.window_id,
        p.model_id,
        p.leave_24,
        coalesce(e.left_at < p.predicted_at + interval '24 hours', FALSE) AS gone,
        max(p.model_id) OVER (PARTITION BY w.window_id) AS last_model_id
    FROM kpi_windows AS w
    JOIN los_predictions AS p
        ON
            w.hospital_id = p.hospital_id
            AND w.began_at - interval '24 hours' < p.predicted_at
            AND w.ended_at - interval '24 hours' >= p.predicted_at
    JOIN same_data USING (dataset_id)
    JOIN los_models AS m
        ON
            p.model_id = m.model_id
            AND p.predicted_at >= m.as_of
    JOIN encounters AS e
        ON
            p.encounter_id = e.encounter_id
            AND p.hospital_id = e.hospital_id
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    100 * abs(sum(p.leave_24) - count(*) FILTER (WHERE p.gone))
    / nullif(count(*) FILTER (WHERE p.gone), 0) AS value,
    count(p.model_id) AS n
FROM kpi_windows AS w
LEFT JOIN predictions AS p
    ON
        w.window_id = p.window_id
        AND p.model_id = p.last_model_id
GROUP BY w.window_id
