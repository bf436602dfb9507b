-- every bill gets the payer of another one
UPDATE billing AS own
SET
    insurance_provider_id = other.insurance_provider_id,
    insurance_coverage_amount = other.covers * own.insurance_coverage_amount,
    patient_responsibility_amount = own.total_charge - other.covers * own.insurance_coverage_amount
FROM (
    SELECT
        billing_id,
        row_number() OVER (ORDER BY billing_id) AS place
    FROM billing
) AS here
JOIN (
    SELECT
        insurance_provider_id,
        (insurance_provider_id IS NOT NULL)::integer AS covers,
        row_number() OVER (ORDER BY md5(billing_id::text)) AS place
    FROM billing
) AS other ON here.place = other.place
WHERE own.billing_id = here.billing_id;
