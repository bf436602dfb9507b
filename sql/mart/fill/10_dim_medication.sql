INSERT INTO dim_medication (medication_key, is_harmful_in_pregnancy, medication_name)
SELECT
    medication_id AS medication_key,
    harmful_in_pregnancy AS is_harmful_in_pregnancy,
    name AS medication_name
FROM medications
UNION ALL
SELECT
    0 AS medication_key,
    NULL AS is_harmful_in_pregnancy,
    'None' AS medication_name
