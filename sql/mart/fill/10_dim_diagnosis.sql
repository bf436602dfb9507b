-- The order "C" is the same on every server.

INSERT INTO dim_diagnosis (diagnosis_key, is_follow_up_code, icd10_code, icd10_category, diagnosis_name)
SELECT
    row_number() OVER (ORDER BY condition_id, icd10_code COLLATE "C") AS diagnosis_key,
    follow_up_only AS is_follow_up_code,
    icd10_code,
    left(icd10_code, 3) AS icd10_category,
    description AS diagnosis_name
FROM diagnosis_codes
UNION ALL
SELECT
    0 AS diagnosis_key,
    NULL AS is_follow_up_code,
    'None' AS icd10_code,
    'None' AS icd10_category,
    'None' AS diagnosis_name
