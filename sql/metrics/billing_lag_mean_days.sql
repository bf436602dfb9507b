-- id: billing_lag_mean_days
-- title: Days from discharge to the bill
-- severity: warning
-- description: Mean over visits that ended more than 5 days ago. Each of 0 to 5 days is as likely as the
--   others. Reads the first 20,000 patients.
-- unit: days
-- low: 2.4
-- high: 2.6
-- min_rows: 10000
-- source: reference model: 0-5 days after discharge

SELECT
    avg(b.billing_date - v.date_of_discharge) AS value,
    count(*) AS n
FROM visits AS v
JOIN billing AS b USING (patient_id, visit_id)
WHERE
    v.patient_id <= 20000
    AND v.date_of_discharge < (SELECT d.today - 5 FROM current_dataset AS d)
