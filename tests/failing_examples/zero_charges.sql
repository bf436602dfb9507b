-- implies: charges_below_87

CREATE TEMPORARY TABLE failing AS
SELECT min(b.billing_id) AS billing_id
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE v.follow_up_of IS NOT NULL;
ALTER TABLE billing DROP CONSTRAINT ck_billing_total_charge;
UPDATE billing
SET total_charge = 0, insurance_coverage_amount = 0, patient_responsibility_amount = 0
WHERE billing_id = (SELECT billing_id FROM failing);
