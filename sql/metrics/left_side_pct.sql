-- id: left_side_pct
-- title: First visits on the left side
-- severity: warning
-- description: Of first visits whose code says left or right. Reads the first 50,000 patients.
-- unit: % of these visits
-- low: 40
-- high: 60
-- min_rows: 500
-- source: assumption: half

SELECT
    100.0 * count(*) FILTER (WHERE c.description ~* '\mleft\M') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN diagnosis_codes AS c USING (condition_id, icd10_code)
WHERE
    v.patient_id <= 50000
    AND v.follow_up_of IS NULL
    AND c.description ~* '\m(left|right)\M'
