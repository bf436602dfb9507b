-- id: first_charge_skew
-- title: Mean of first charges against their median
-- severity: warning
-- description: Real hospital charges are skewed to the right: a few stays cost a lot. The value is the
--   mean, over conditions with at least 100 first visits, of the mean charge divided by the median charge.
--   Reads the first 20,000 patients.
-- unit: ratio
-- low: 1.08
-- high: 2.5
-- min_rows: 2000
-- source: calibration: lognormal shape; New York 2024: mean 1.9 times the median over all conditions

WITH by_condition AS (
    SELECT
        avg(b.total_charge) / percentile_cont(0.5) WITHIN GROUP (ORDER BY b.total_charge) AS ratio,
        count(*) AS visits
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
    GROUP BY v.condition_id
    HAVING count(*) >= 100
)

SELECT
    avg(ratio) AS value,
    sum(visits) AS n
FROM by_condition
