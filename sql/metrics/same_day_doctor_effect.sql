-- id: same_day_doctor_effect
-- title: Same-day discharges follow the doctor's style
-- severity: warning
-- description: The value says how much the same-day share rises when the doctor's style rises by 1. It is 1
--   when the style acts in full and 0 when it does not act. Only visits to the same hospital are compared.
--   Counts the visits of minor_same_day_rate_actual_pct. The style acts in full only around a rate of
--   42.5 %, so n is 0 when the rate asked for is under 36 or over 50 %. Reads the first 50,000 patients.
-- unit: slope
-- low: 0.7
-- high: 1.3
-- min_rows: 40000
-- source: reference model

WITH by_hospital AS (
    SELECT
        regr_sxy((v.date_of_discharge = v.date_of_admission)::integer, d.same_day_style) AS sxy,
        regr_sxx((v.date_of_discharge = v.date_of_admission)::integer, d.same_day_style) AS sxx,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN doctors AS d USING (doctor_id)
    WHERE
        v.patient_id <= 50000
        AND c.category IN ('minor', 'chronic')
        AND v.severity IN ('Normal', 'Mild')
        AND (v.follow_up_of IS NOT NULL OR c.los_min = 0)
    GROUP BY v.hospital_id
    HAVING min(d.same_day_style) < max(d.same_day_style)
)

SELECT
    sum(sxy) / sum(sxx) AS value,
    CASE
        WHEN
            (SELECT (s.config ->> 'minor_same_day_rate')::numeric FROM current_dataset AS s)
            BETWEEN 0.36 AND 0.50
            THEN sum(visits)
        ELSE 0
    END AS n
FROM by_hospital
