INSERT INTO dim_condition (
    condition_key,
    is_adult_only,
    is_same_day_possible,
    condition_name,
    condition_icd10_code,
    condition_category
)
SELECT
    condition_id AS condition_key,
    adult_only AS is_adult_only,
    same_day_possible AS is_same_day_possible,
    name AS condition_name,
    icd10_code AS condition_icd10_code,
    category AS condition_category
FROM conditions
UNION ALL
SELECT
    0 AS condition_key,
    NULL AS is_adult_only,
    NULL AS is_same_day_possible,
    'None' AS condition_name,
    'None' AS condition_icd10_code,
    'None' AS condition_category
