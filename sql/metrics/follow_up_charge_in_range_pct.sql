-- id: follow_up_charge_in_range_pct
-- title: Follow-ups that cost less than the visit before, within the range
-- severity: warning
-- description: The range is the previous charge times 0.6-0.9 (complex, chronic, depression) or 0.3-0.7
--   (others). A charge of 87 dollars is in range too, because no visit costs less.
--   follow_up_increase_in_range_pct judges the follow-ups that cost more. Reads the first 20,000 patients.
-- unit: % of these follow-ups
-- low: 95
-- high: 100
-- min_rows: 2000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (
        WHERE
        later.total_charge = 87
        OR later.total_charge / earlier.total_charge BETWEEN
        CASE WHEN c.category IN ('complex', 'chronic', 'depression') THEN 0.6 ELSE 0.3 END - 0.001
        AND CASE WHEN c.category IN ('complex', 'chronic', 'depression') THEN 0.9 ELSE 0.7 END + 0.001
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN billing AS later ON v.visit_id = later.visit_id AND later.patient_id <= 20000
JOIN billing AS earlier ON v.follow_up_of = earlier.visit_id AND earlier.patient_id <= 20000
WHERE
    v.patient_id <= 20000
    AND later.total_charge <= earlier.total_charge
