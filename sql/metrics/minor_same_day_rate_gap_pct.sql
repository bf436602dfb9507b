-- id: minor_same_day_rate_gap_pct
-- title: Same-day share against the share asked for
-- severity: warning
-- description: Counts the visits of minor_same_day_rate_actual_pct. The share expected of a visit is the
--   rate asked for plus the bias of its hospital and the style of its doctor. Both act in full at a rate of
--   42.5 % and less towards 0 and 100 %. The value is the actual share less the expected one. Reads the
--   first 50,000 patients.
-- unit: % points
-- low: -2.5
-- high: 2.5
-- min_rows: 5000
-- source: option --minor-same-day-rate

WITH asked AS (
    SELECT
        rate,
        least(1, rate / 0.425, (1 - rate) / 0.575) AS spread
    FROM (
        SELECT (d.config ->> 'minor_same_day_rate')::numeric AS rate
        FROM current_dataset AS d
    ) AS option
)

SELECT
    100.0 * (
        avg((v.date_of_discharge = v.date_of_admission)::integer)
        - avg(least(1, greatest(0, a.rate + a.spread * (h.same_day_bias + k.same_day_style))))
    ) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN hospitals AS h USING (hospital_id)
JOIN doctors AS k USING (doctor_id)
CROSS JOIN asked AS a
WHERE
    v.patient_id <= 50000
    AND c.category IN ('minor', 'chronic')
    AND v.severity IN ('Normal', 'Mild')
    AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
