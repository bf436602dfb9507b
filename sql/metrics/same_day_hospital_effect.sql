-- id: same_day_hospital_effect
-- title: Same-day discharges follow the hospital's bias
-- severity: warning
-- description: How much the same-day share rises when the bias of the hospital rises by 1: 1 when it acts
--   in full, 0 if hospitals differed by chance alone. Over the visits of minor_same_day_rate_actual_pct. A
--   rate asked for under 20 or over 80 % leaves no room for it, and one hospital has no slope, so it is not
--   judged then: its n is 0. Read on the first 50,000 patients.
-- unit: slope
-- low: 0.7
-- high: 1.3
-- min_rows: 20000
-- source: reference model

SELECT
    CASE
        WHEN min(h.same_day_bias) < max(h.same_day_bias)
            THEN regr_slope((v.date_of_discharge = v.date_of_admission)::integer, h.same_day_bias)
    END AS value,
    count(*) FILTER (
        WHERE (s.config ->> 'minor_same_day_rate')::numeric BETWEEN 0.2 AND 0.8
        AND (SELECT count(*) FROM hospitals) > 1
    ) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS s
WHERE
    v.patient_id <= 50000
    AND c.category IN ('minor', 'chronic')
    AND v.severity IN ('Normal', 'Mild')
    AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
