-- id: billing_followup_increase_pct
-- title: Follow-ups charged more than the visit before
-- severity: warning
-- description: Small bumps against the previous visit are allowed as long as the first charge is not
--   exceeded. The first follow-up cannot be one of them. In a window under four or over eight years it is
--   another figure, so it is not judged: its n is 0. Read on the first 50,000 patients, who are as good a
--   sample as any.
-- unit: % of follow-ups
-- low: 14
-- high: 22
-- min_rows: 2000
-- source: reference model: about 18 %

SELECT
    100.0 * count(*) FILTER (WHERE later.total_charge > earlier.total_charge) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM visits AS v
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 50000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 50000
CROSS JOIN current_dataset AS d
WHERE v.patient_id <= 50000
