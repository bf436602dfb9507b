-- id: scheduled_weekend_pct
-- title: Scheduled visits on Saturday and Sunday
-- severity: warning
-- description: First visits whose treatment is planned ahead, and follow-ups 30 days or more after the visit
--   before; deliveries left out. Reads the first 20,000 patients.
-- unit: % of these visits
-- low: 2
-- high: 6
-- min_rows: 3000
-- source: assumption

SELECT
    100.0 * count(*) FILTER (WHERE extract(ISODOW FROM v.date_of_admission) >= 6)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
LEFT JOIN visits AS before ON v.follow_up_of = before.visit_id AND before.patient_id <= 20000
WHERE
    v.patient_id <= 20000
    AND CASE
        WHEN v.follow_up_of IS NULL THEN t.scheduled AND c.name <> 'Childbirth'
        ELSE v.date_of_admission >= before.date_of_discharge + 30
    END
