INSERT INTO dim_treatment (treatment_key, is_drug, is_scheduled, is_outpatient, treatment_name)
SELECT
    treatment_id AS treatment_key,
    given_as_drug AS is_drug,
    scheduled AS is_scheduled,
    outpatient AS is_outpatient,
    name AS treatment_name
FROM treatments
UNION ALL
SELECT
    0 AS treatment_key,
    NULL AS is_drug,
    NULL AS is_scheduled,
    NULL AS is_outpatient,
    'None' AS treatment_name
