-- one bill is written the day before the discharge, another six days after it
CREATE TEMPORARY TABLE chosen AS
(
    SELECT b.billing_id, v.date_of_discharge - 1 AS billing_date
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    ORDER BY b.billing_id
    LIMIT 1
)
UNION ALL
(
    SELECT b.billing_id, v.date_of_discharge + 6
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    CROSS JOIN current_dataset AS d
    WHERE v.date_of_discharge + 6 <= d.today
    ORDER BY b.billing_id DESC
    LIMIT 1
);
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
UPDATE billing AS b
SET
    billing_date = chosen.billing_date,
    payment_plan = 'Full',
    expected_payment_date = chosen.billing_date + 30,
    actual_payment_date = NULL,
    payment_status = CASE WHEN chosen.billing_date + 30 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END
FROM chosen
CROSS JOIN current_dataset AS d
WHERE b.billing_id = chosen.billing_id;
