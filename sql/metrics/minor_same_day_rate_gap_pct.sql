-- id: minor_same_day_rate_gap_pct
-- title: Same-day share against what was asked for
-- severity: warning
-- description: minor_same_day_rate_actual_pct less minor_same_day_rate_target_pct. Read on the first 50,000
--   patients, who are as good a sample as any.
-- unit: % points
-- low: -5
-- high: 5
-- min_rows: 2000
-- source: option --minor-same-day-rate

SELECT
    100.0 * (
        avg((v.date_of_discharge = v.date_of_admission)::integer)
        - min((d.config ->> 'minor_same_day_rate')::numeric)
    ) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
CROSS JOIN current_dataset AS d
WHERE
    v.patient_id <= 50000
    AND c.category IN ('minor', 'chronic')
    AND v.severity IN ('Normal', 'Mild')
    AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
