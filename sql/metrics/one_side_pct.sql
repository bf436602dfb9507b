-- id: one_side_pct
-- title: Courses whose codes all have the same side
-- severity: warning
-- description: Counts courses with at least two visits whose codes say left or right. A broken arm stays on
--   its side. Reads the first 50,000 patients.
-- unit: % of these courses
-- low: 99.5
-- min_rows: 500
-- source: assumption

WITH sides AS (
    SELECT
        condition_id,
        icd10_code,
        description ~* '\mleft\M' AS is_left
    FROM diagnosis_codes
    WHERE description ~* '\m(left|right)\M'
),

courses AS (
    SELECT bool_and(s.is_left) = bool_or(s.is_left) AS one_side
    FROM visits AS v
    JOIN sides AS s USING (condition_id, icd10_code)
    WHERE v.patient_id <= 50000
    GROUP BY v.patient_id, v.condition_id
    HAVING count(*) > 1
)

SELECT
    100.0 * count(*) FILTER (WHERE one_side) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM courses
