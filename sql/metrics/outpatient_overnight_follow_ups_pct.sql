-- id: outpatient_overnight_follow_ups_pct
-- title: Follow-ups with outpatient treatment that stay overnight
-- severity: warning
-- description: Chronic and minor conditions do not count, because the rate asked for (minor_same_day_rate)
--   decides their same-day visits. Reads the first 50,000 patients.
-- unit: % of these follow-ups
-- high: 5
-- min_rows: 1000
-- source: assumption

SELECT
    100.0 * count(*) FILTER (WHERE v.date_of_discharge > v.date_of_admission)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    v.patient_id <= 50000
    AND v.follow_up_of IS NOT NULL
    AND t.outpatient
    AND c.category NOT IN ('chronic', 'minor')
