INSERT INTO dim_payer (payer_key, payer_name, payer_kind)
SELECT
    insurance_provider_id AS payer_key,
    name AS payer_name,
    kind AS payer_kind
FROM insurance_providers
UNION ALL
SELECT
    0 AS payer_key,
    'Self-pay' AS payer_name,
    'Self-pay' AS payer_kind
