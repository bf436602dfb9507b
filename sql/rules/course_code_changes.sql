-- id: course_code_changes
-- title: Follow-up coded as another case than the first visit, or first visit with the code of a follow-up
-- severity: error
-- description: A follow-up has the diagnosis code of the first visit, or a code that follow-ups of such
--   a course get from some day on: a broken left arm is not the right one at the next visit.

WITH follow_ups AS (
    SELECT
        v.visit_id,
        v.condition_id,
        f.icd10_code,
        v.icd10_code AS follow_up_code,
        v.date_of_admission - f.date_of_admission AS days
    FROM visits AS v
    JOIN visits AS f USING (patient_id, condition_id)
    WHERE
        f.follow_up_of IS NULL
        AND v.icd10_code <> f.icd10_code
)

SELECT
    v.visit_id,
    v.icd10_code AS first_code,
    v.follow_up_code AS code
FROM follow_ups AS v
LEFT JOIN follow_up_codes AS n USING (condition_id, icd10_code, follow_up_code)
WHERE (n.after_days IS NULL OR v.days < n.after_days)
UNION ALL
SELECT
    v.visit_id,
    v.icd10_code AS first_code,
    v.icd10_code AS code
FROM visits AS v
JOIN diagnosis_codes AS c USING (condition_id, icd10_code)
WHERE
    c.follow_up_only
    AND v.follow_up_of IS NULL
ORDER BY visit_id
