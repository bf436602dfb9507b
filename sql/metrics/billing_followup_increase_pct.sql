-- id: billing_followup_increase_pct
-- title: Later follow-ups that cost more than the visit before
-- severity: warning
-- description: About 18 % of follow-ups cost 5-15 % more than usual, and the next one costs the usual
--   again. The first follow-up costs less than the first visit, so it does not count. Hospitals differ in the
--   share of follow-ups with a night, which cost more, so it is judged with 10 hospitals or more. Reads the
--   first 20,000 patients.
-- unit: % of later follow-ups
-- low: 14
-- high: 22
-- min_rows: 2000
-- source: reference model: about 18 %

SELECT
    100.0 * count(*) FILTER (WHERE later.total_charge > earlier.total_charge) / nullif(count(*), 0) AS value,
    CASE WHEN (SELECT count(*) FROM hospitals) >= 10 THEN count(*) ELSE 0 END AS n
FROM visits AS v
JOIN visits AS before ON v.follow_up_of = before.visit_id AND before.patient_id <= 20000
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 20000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 20000
WHERE
    v.patient_id <= 20000
    AND before.follow_up_of IS NOT NULL
