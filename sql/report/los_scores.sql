-- Predictions that can be compared with what happened, of each model: how often the stay lay between P10 and
-- P90, and how far P50 was away.

SELECT
    model_id,
    count(*) AS predictions,
    count(DISTINCT encounter_id) AS stays,
    avg(abs(actual_hours - p50_hours)) AS mean_error_hours,
    100.0 * avg((actual_hours BETWEEN p10_hours AND p90_hours)::integer)::double precision AS within_pct
FROM los_scores
WHERE actual_hours IS NOT NULL
GROUP BY model_id
ORDER BY model_id
