-- id: stay_comorbidity_correlation
-- title: First stays are longer for patients with earlier conditions
-- severity: warning
-- description: Correlation of the days with the number of earlier conditions, in overnight first stays. Only
--   patients with the same condition and of the same ten years of age are compared. Reads the first 50,000
--   patients.
-- unit: correlation
-- low: 0.05
-- high: 0.4
-- min_rows: 10000
-- source: assumption

WITH first_stays AS (
    SELECT
        condition_id,
        age / 10 AS decade,
        date_of_discharge - date_of_admission AS days,
        row_number() OVER (PARTITION BY patient_id ORDER BY visit_id) AS conditions_so_far
    FROM visits
    WHERE
        patient_id <= 50000
        AND follow_up_of IS NULL
),

alike AS (
    SELECT
        regr_sxy(days, conditions_so_far) AS sxy,
        regr_sxx(days, conditions_so_far) AS sxx,
        regr_syy(days, conditions_so_far) AS syy,
        count(*) AS stays
    FROM first_stays
    WHERE days > 0
    GROUP BY condition_id, decade
    HAVING
        min(days) < max(days)
        AND min(conditions_so_far) < max(conditions_so_far)
)

SELECT
    sum(sxy) / nullif(sqrt(sum(sxx) * sum(syy)), 0) AS value,
    sum(stays) AS n
FROM alike
