-- id: follow_up_charge_usual_pct
-- title: Later follow-ups that cost the same as the visit before
-- severity: warning
-- description: The follow-ups of a course usually cost the same again. The first follow-up does not
--   count. Reads the first 20,000 patients.
-- unit: % of later follow-ups
-- low: 60
-- high: 75
-- min_rows: 2000
-- source: assumption: 82 % at the usual charge, so 0.82 * 0.82 for two in a row

SELECT
    100.0 * count(*) FILTER (WHERE later.total_charge = earlier.total_charge) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN visits AS before ON v.follow_up_of = before.visit_id AND before.patient_id <= 20000
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 20000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 20000
WHERE
    v.patient_id <= 20000
    AND before.follow_up_of IS NOT NULL
