-- id: follow_up_charge_in_range_pct
-- title: Follow-ups within the range of the first charge
-- severity: warning
-- description: The charge of a follow-up is a level of the first charge: 0.6-0.9 (complex, chronic,
--   depression) or 0.3-0.7 (others), sometimes 5-15 % more. The reference model took these shares of the
--   visit before; then the charges of a long course fall without end. Reads courses whose first charge is
--   at least 580 dollars: then 0.3 of it is at least twice the smallest charge. Reads the first 20,000
--   patients.
-- unit: % of follow-ups
-- low: 97
-- high: 100
-- min_rows: 2000
-- source: reference model, with the first charge in place of the charge before

WITH courses AS (
    SELECT
        v.follow_up_of,
        c.category,
        b.total_charge,
        first_value(b.total_charge) OVER course AS first_charge
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
    JOIN conditions AS c USING (condition_id)
    WHERE v.patient_id <= 20000
    WINDOW course AS (PARTITION BY v.patient_id, v.condition_id ORDER BY v.visit_id)
)

SELECT
    100.0 * count(*) FILTER (
        WHERE
        total_charge / first_charge BETWEEN
        CASE WHEN category IN ('complex', 'chronic', 'depression') THEN 0.6 ELSE 0.3 END - 0.001
        AND CASE WHEN category IN ('complex', 'chronic', 'depression') THEN 1 ELSE 0.806 END
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM courses
WHERE
    follow_up_of IS NOT NULL
    AND first_charge >= 580
