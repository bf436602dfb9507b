-- every bill of an uninsured patient gets the charge of another one for the same condition
CREATE TEMPORARY TABLE bills AS
SELECT
    b.billing_id,
    b.total_charge,
    v.condition_id
FROM billing AS b
JOIN visits AS v USING (visit_id)
JOIN patients AS p ON b.patient_id = p.patient_id
WHERE p.insurance_provider_id IS NULL;
UPDATE billing AS own
SET total_charge = other.total_charge, patient_responsibility_amount = other.total_charge
FROM (
    SELECT
        billing_id,
        condition_id,
        row_number() OVER (PARTITION BY condition_id ORDER BY billing_id) AS place
    FROM bills
) AS here
JOIN (
    SELECT
        total_charge,
        condition_id,
        row_number() OVER (PARTITION BY condition_id ORDER BY md5(billing_id::text)) AS place
    FROM bills
) AS other ON here.condition_id = other.condition_id AND here.place = other.place
WHERE own.billing_id = here.billing_id;
