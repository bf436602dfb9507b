-- implies: billing_followup_exceeded_first

-- the last visit of one course, though not the patient's last, exceeds the first; in another course only one in
-- between does, which is no trend
CREATE TEMPORARY TABLE dearer AS
SELECT v.patient_id, v.condition_id, v.visit_id, b.total_charge + 0.01 AS charge, later.visit_id IS NULL AS is_last
FROM visits AS v
LEFT JOIN visits AS later ON v.visit_id = later.follow_up_of
JOIN visits AS began ON v.follow_up_of = began.visit_id AND began.follow_up_of IS NULL
JOIN billing AS b ON began.visit_id = b.visit_id;
CREATE TEMPORARY TABLE chosen AS
SELECT *
FROM dearer
WHERE visit_id IN (
    (
        SELECT min(d.visit_id)
        FROM dearer AS d
        JOIN visits AS after ON d.patient_id = after.patient_id AND d.visit_id < after.visit_id
        WHERE d.is_last
    ),
    (SELECT min(visit_id) FROM dearer WHERE NOT is_last)
);
CREATE TEMPORARY TABLE failing AS SELECT patient_id, condition_id FROM chosen WHERE is_last;
UPDATE billing AS b
SET total_charge = chosen.charge, insurance_coverage_amount = 0, patient_responsibility_amount = chosen.charge
FROM chosen
WHERE b.visit_id = chosen.visit_id;
