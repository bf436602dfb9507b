-- one bill of a follow-up is a cent too low, and another is at the limit, which is allowed
-- a first charge must not lie below its follow-ups' charges, so both are follow-ups
CREATE TEMPORARY TABLE chosen AS
SELECT b.billing_id, 86.99 + 0.01 * (row_number() OVER (ORDER BY b.billing_id) - 1) AS charge
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE v.follow_up_of IS NOT NULL
ORDER BY b.billing_id
LIMIT 2;
CREATE TEMPORARY TABLE failing AS SELECT min(billing_id) AS billing_id FROM chosen;
UPDATE billing AS b
SET total_charge = charge, insurance_coverage_amount = 0, patient_responsibility_amount = charge
FROM chosen
WHERE b.billing_id = chosen.billing_id;
