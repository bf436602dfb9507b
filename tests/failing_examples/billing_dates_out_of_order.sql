-- two patients come back soon after a visit: one gets the bill of the second visit a day before that of the
-- first, the other gets both on one day, which is allowed
CREATE TEMPORARY TABLE candidates AS
SELECT v.visit_id, v.date_of_discharge, min(v.visit_id) OVER () AS first_visit
FROM visits AS v
JOIN visits AS before ON v.patient_id = before.patient_id AND v.visit_id = before.visit_id + 1
CROSS JOIN current_dataset AS d
WHERE v.date_of_discharge - before.date_of_discharge <= 4 AND v.date_of_discharge + 31 <= d.today;
CREATE TEMPORARY TABLE chosen AS
SELECT visit_id, date_of_discharge AS billing_date FROM candidates
WHERE visit_id = first_visit OR visit_id = (SELECT max(visit_id) FROM candidates)
UNION ALL
SELECT visit_id - 1, date_of_discharge + CASE visit_id WHEN first_visit THEN 1 ELSE 0 END FROM candidates
WHERE visit_id = first_visit OR visit_id = (SELECT max(visit_id) FROM candidates);
CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM candidates;
UPDATE billing AS b
SET
    billing_date = chosen.billing_date,
    payment_plan = 'Full',
    expected_payment_date = chosen.billing_date + 30,
    actual_payment_date = NULL,
    payment_status = 'Late-Unpaid'
FROM chosen
WHERE b.visit_id = chosen.visit_id;
