-- How good the predictions of each model have been, as far as their outcome is known now.

SELECT
    model_id,
    count(actual_hours) AS finished,
    avg(abs(p50_hours - actual_hours)) AS mae_hours,
    avg(p50_hours - actual_hours) AS bias_hours,
    avg((actual_hours BETWEEN p10_hours AND p90_hours)::int::float8) AS coverage_80,
    count(left_24) AS known_24,
    sum(leave_24) FILTER (WHERE left_24 IS NOT NULL) AS expected_24,
    count(*) FILTER (WHERE left_24) AS left_24,
    avg((leave_24 - left_24::int) ^ 2) AS brier_24,
    count(left_48) AS known_48,
    sum(leave_48) FILTER (WHERE left_48 IS NOT NULL) AS expected_48,
    count(*) FILTER (WHERE left_48) AS left_48,
    avg((leave_48 - left_48::int) ^ 2) AS brier_48,
    avg((over_96 - stayed_over_96::int) ^ 2) AS brier_over_96
FROM los_scores
GROUP BY model_id
