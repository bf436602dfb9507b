-- implies: billing_followup_exceeded_first, visits_missing_billing

-- in one course the last visit costs more than the first; it is not the patient's last visit of all
-- in two other courses only an earlier follow-up costs more, which is no trend; the last visit of one has no bill
CREATE TEMPORARY TABLE dearer AS
SELECT v.patient_id, v.condition_id, v.visit_id, b.total_charge + 0.01 AS charge, later.visit_id AS later_visit
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
        WHERE d.later_visit IS NULL
    ),
    (SELECT min(visit_id) FROM dearer WHERE later_visit IS NOT NULL),
    (SELECT max(visit_id) FROM dearer WHERE later_visit IS NOT NULL)
);
CREATE TEMPORARY TABLE failing AS SELECT patient_id, condition_id FROM chosen WHERE later_visit IS NULL;
UPDATE billing AS b
SET total_charge = chosen.charge, insurance_coverage_amount = 0, patient_responsibility_amount = chosen.charge
FROM chosen
WHERE b.visit_id = chosen.visit_id;
DELETE FROM billing
WHERE visit_id IN (
    SELECT v.visit_id
    FROM visits AS v
    JOIN dearer AS d USING (patient_id, condition_id)
    WHERE d.visit_id = (SELECT max(visit_id) FROM chosen WHERE later_visit IS NOT NULL) AND v.visit_id > d.visit_id
);
