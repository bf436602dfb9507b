-- every bill of an uninsured patient gets the charge of another one for the same condition
-- multiples of the golden ratio spread large and small charges evenly over the bills, whatever their status
CREATE TEMPORARY TABLE bills AS
SELECT
    b.billing_id,
    b.payment_status,
    b.total_charge,
    v.condition_id,
    row_number() OVER (PARTITION BY v.condition_id ORDER BY b.total_charge, b.billing_id) AS charge_rank
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE b.insurance_provider_id IS NULL;
UPDATE billing AS own
SET total_charge = other.total_charge, patient_responsibility_amount = other.total_charge
FROM (
    SELECT
        billing_id,
        condition_id,
        row_number() OVER (PARTITION BY condition_id ORDER BY payment_status, billing_id) AS place
    FROM bills
) AS here
JOIN (
    SELECT
        total_charge,
        condition_id,
        row_number() OVER (PARTITION BY condition_id ORDER BY charge_rank * 0.6180339887 % 1) AS place
    FROM bills
) AS other ON here.condition_id = other.condition_id AND here.place = other.place
WHERE own.billing_id = here.billing_id;
