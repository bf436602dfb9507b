-- one bill of a follow-up is a cent too low; a first charge must not lie below its follow-ups' charges
CREATE TEMPORARY TABLE failing AS
SELECT min(b.billing_id) AS billing_id
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE v.follow_up_of IS NOT NULL;
UPDATE billing
SET total_charge = 86.99, insurance_coverage_amount = 0, patient_responsibility_amount = 86.99
WHERE billing_id = (SELECT billing_id FROM failing);
