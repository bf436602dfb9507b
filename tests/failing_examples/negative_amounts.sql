-- implies: billing_total_mismatches, charges_below_87

-- one bill has a negative coverage, one a negative responsibility, one a negative total
-- all are bills of follow-ups, because a first charge must not lie below its follow-ups'
CREATE TEMPORARY TABLE chosen AS
SELECT b.billing_id, row_number() OVER (ORDER BY b.billing_id) AS place
FROM billing AS b
JOIN visits AS v USING (visit_id)
JOIN patients AS p ON b.patient_id = p.patient_id
WHERE p.insurance_provider_id IS NOT NULL AND v.follow_up_of IS NOT NULL
ORDER BY b.billing_id
LIMIT 3;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT ck_billing_insurance_coverage_amount;
ALTER TABLE billing DROP CONSTRAINT ck_billing_patient_responsibility_amount;
ALTER TABLE billing DROP CONSTRAINT ck_billing_amounts_add_up;
UPDATE billing AS b
SET
    insurance_coverage_amount = (ARRAY[-0.01, b.total_charge + 0.01, b.insurance_coverage_amount])[chosen.place],
    patient_responsibility_amount = (ARRAY[b.total_charge + 0.01, -0.01, b.patient_responsibility_amount])[chosen.place],
    total_charge = (ARRAY[b.total_charge, b.total_charge, -0.01])[chosen.place]
FROM chosen
WHERE b.billing_id = chosen.billing_id;
