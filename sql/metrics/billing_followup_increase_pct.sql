-- id: billing_followup_increase_pct
-- title: Follow-ups that cost more than the visit before
-- severity: warning
-- description: A follow-up may cost a little more than the visit before, but never more than the first
--   visit. The first follow-up cannot be one of them. The share depends on the length of the window: under
--   four or over eight years n is 0. Reads the first 20,000 patients.
-- unit: % of follow-ups
-- low: 14
-- high: 22
-- min_rows: 2000
-- source: reference model: about 18 %

SELECT
    100.0 * count(*) FILTER (WHERE later.total_charge > earlier.total_charge) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM visits AS v
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 20000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 20000
CROSS JOIN current_dataset AS d
WHERE v.patient_id <= 20000
