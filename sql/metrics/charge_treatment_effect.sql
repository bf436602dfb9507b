-- id: charge_treatment_effect
-- title: First charges of fracture surgery against a cast
-- severity: warning
-- description: Ratio of geometric means, at the prices of the dataset's origin and without the hospital's
--   multiplier. Only stays of the same length and severity are compared; each group weighs as much as it has
--   visits of both kinds (surgery * cast / (surgery + cast)). n is the sum of these weights. Reads the first
--   50,000 patients.
-- unit: ratio
-- low: 1.3
-- min_rows: 150
-- source: assumption: an operation costs more than a cast

WITH charges AS (
    SELECT
        v.severity,
        v.date_of_discharge - v.date_of_admission AS days,
        t.name AS treatment,
        ln(b.total_charge::float8 / h.charge_multiplier::float8 / x.price::float8) AS charge
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN treatments AS t USING (treatment_id)
    JOIN hospitals AS h USING (hospital_id)
    JOIN price_index AS x ON x.month = date_trunc('month', v.date_of_admission)
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND c.name = 'Broken bones'
        AND t.name IN ('Surgery', 'Cast')
),

alike AS (
    SELECT
        avg(charge) FILTER (WHERE treatment = 'Surgery')
        - avg(charge) FILTER (WHERE treatment = 'Cast') AS difference,
        1.0 * count(*) FILTER (WHERE treatment = 'Surgery')
        * count(*) FILTER (WHERE treatment = 'Cast') / count(*) AS weight
    FROM charges
    GROUP BY severity, days
)

SELECT
    exp(sum(difference * weight) / nullif(sum(weight), 0)) AS value,
    round(sum(weight)) AS n
FROM alike
WHERE weight > 0
