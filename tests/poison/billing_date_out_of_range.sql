CREATE TEMPORARY TABLE poisoned AS SELECT min(billing_id) AS billing_id FROM billing;
UPDATE billing AS b
SET
    billing_date = v.date_of_discharge - 1,
    payment_plan = 'Full',
    expected_payment_date = v.date_of_discharge + 29,
    actual_payment_date = NULL,
    payment_status = CASE WHEN v.date_of_discharge + 29 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END
FROM visits AS v
CROSS JOIN current_dataset AS d
WHERE b.visit_id = v.visit_id AND b.billing_id = (SELECT billing_id FROM poisoned);
