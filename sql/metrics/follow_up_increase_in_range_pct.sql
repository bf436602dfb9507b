-- id: follow_up_increase_in_range_pct
-- title: Follow-ups that cost more than the visit before, by 5 to 15 %
-- severity: warning
-- description: An increase never exceeds the first charge, so some increases are cut. Reads the first
--   20,000 patients.
-- unit: % of these follow-ups
-- low: 60
-- high: 100
-- min_rows: 500
-- source: reference model: 5-15 % up

SELECT
    100.0 * count(*) FILTER (
        WHERE later.total_charge / earlier.total_charge BETWEEN 1.049 AND 1.151
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 20000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 20000
WHERE
    v.patient_id <= 20000
    AND later.total_charge > earlier.total_charge
