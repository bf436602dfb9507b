-- id: stay_age_correlation
-- title: First stays are longer for older patients
-- severity: warning
-- description: Correlation of the days with the age, in overnight first stays. Only patients with the same
--   condition and as many earlier conditions are compared. Reads the first 50,000 patients.
-- unit: correlation
-- low: 0.08
-- high: 0.4
-- min_rows: 10000
-- source: assumption: 0.1 to 0.3

WITH first_stays AS (
    SELECT
        condition_id,
        age,
        date_of_discharge - date_of_admission AS days,
        row_number() OVER (PARTITION BY patient_id ORDER BY visit_id) AS conditions_so_far
    FROM visits
    WHERE
        patient_id <= 50000
        AND follow_up_of IS NULL
),

alike AS (
    SELECT
        regr_sxy(days, age) AS sxy,
        regr_sxx(days, age) AS sxx,
        regr_syy(days, age) AS syy,
        count(*) AS stays
    FROM first_stays
    WHERE days > 0
    GROUP BY condition_id, conditions_so_far
    HAVING min(days) < max(days)
)

SELECT
    sum(sxy) / nullif(sqrt(sum(sxx) * sum(syy)), 0) AS value,
    sum(stays) AS n
FROM alike
