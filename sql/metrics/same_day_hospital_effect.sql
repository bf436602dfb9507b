-- id: same_day_hospital_effect
-- title: Same-day discharges follow the hospital's bias
-- severity: warning
-- description: The value says how much the same-day share rises when the hospital's bias rises by 1. It is 1
--   when the bias acts in full and 0 when it does not act. Only visits of the same condition are compared,
--   and the style of the doctor is held fixed (a regression on both). Counts the visits of
--   minor_same_day_rate_actual_pct. The bias acts in full only around a rate of 42.5 %, so n is 0 when the
--   rate asked for is under 36 or over 50 %. One hospital alone has no value. Reads the first 50,000
--   patients.
-- unit: slope
-- low: 0.7
-- high: 1.3
-- min_rows: 20000
-- source: reference model

WITH routine_visits AS (
    SELECT
        v.condition_id,
        h.same_day_bias AS bias,
        d.same_day_style AS style,
        (v.date_of_discharge = v.date_of_admission)::integer AS same_day
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN hospitals AS h USING (hospital_id)
    JOIN doctors AS d USING (doctor_id)
    WHERE
        v.patient_id <= 50000
        AND c.category IN ('minor', 'chronic')
        AND v.severity IN ('Normal', 'Mild')
        AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
),

by_condition AS (
    SELECT
        regr_sxy(same_day, bias) AS with_bias,
        regr_sxy(same_day, style) AS with_style,
        regr_sxy(bias, style) AS of_both,
        regr_sxx(same_day, bias) AS of_bias,
        regr_sxx(same_day, style) AS of_style,
        count(*) AS visits
    FROM routine_visits
    GROUP BY condition_id
    HAVING min(bias) < max(bias)
)

SELECT
    (sum(with_bias) * sum(of_style) - sum(with_style) * sum(of_both))
    / nullif(sum(of_bias) * sum(of_style) - sum(of_both) * sum(of_both), 0) AS value,
    CASE
        WHEN
            (SELECT (s.config ->> 'minor_same_day_rate')::numeric FROM current_dataset AS s)
            BETWEEN 0.36 AND 0.50
            THEN sum(visits)
        ELSE 0
    END AS n
FROM by_condition
