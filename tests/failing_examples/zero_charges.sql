-- implies: charges_below_87, negative_amounts

-- one bill is over nothing; another is negative, which is allowed here
-- both are bills of follow-ups, because a first charge must not lie below its follow-ups'
CREATE TEMPORARY TABLE chosen AS
SELECT b.billing_id, row_number() OVER (ORDER BY b.billing_id) AS place
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE v.follow_up_of IS NOT NULL
ORDER BY b.billing_id
LIMIT 2;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen WHERE place = 1;
ALTER TABLE billing DROP CONSTRAINT ck_billing_patient_responsibility_amount;
UPDATE billing AS b
SET
    total_charge = (ARRAY[0, -1])[chosen.place],
    insurance_coverage_amount = 0,
    patient_responsibility_amount = (ARRAY[0, -1])[chosen.place]
FROM chosen
WHERE b.billing_id = chosen.billing_id;
