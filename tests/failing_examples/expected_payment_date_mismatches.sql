-- one bill is due a day late, one a day early, and one has a plan that does not exist
CREATE TEMPORARY TABLE chosen AS
SELECT billing_id, row_number() OVER (ORDER BY billing_id) AS place
FROM billing
WHERE payment_status = 'In-progress'
ORDER BY billing_id
LIMIT 3;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT ck_billing_payment_plan;
UPDATE billing AS b
SET
    expected_payment_date = b.expected_payment_date + CASE chosen.place WHEN 1 THEN 1 WHEN 2 THEN -1 ELSE 0 END,
    payment_plan = CASE chosen.place WHEN 3 THEN 'Later' ELSE b.payment_plan END
FROM chosen
WHERE b.billing_id = chosen.billing_id;
