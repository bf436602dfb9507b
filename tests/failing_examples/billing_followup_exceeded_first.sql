-- implies: multiple_billings_per_visit

-- one follow-up costs more than the first visit; a later follow-up costs less, so the course as a whole still falls
CREATE TEMPORARY TABLE chosen AS
SELECT v.visit_id, b.total_charge + 0.01 AS charge
FROM visits AS v
JOIN visits AS later ON v.visit_id = later.follow_up_of
JOIN visits AS began ON v.follow_up_of = began.visit_id AND began.follow_up_of IS NULL
JOIN billing AS b ON began.visit_id = b.visit_id
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE billing AS b
SET total_charge = chosen.charge, insurance_coverage_amount = 0, patient_responsibility_amount = chosen.charge
FROM chosen
WHERE b.visit_id = chosen.visit_id;
-- one first visit has a second bill with a higher charge, which is allowed here, because it is no follow-up
ALTER TABLE billing DROP CONSTRAINT uq_billing_visit_id;
CREATE TEMPORARY TABLE extra AS
SELECT b.*
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE v.follow_up_of IS NULL
ORDER BY b.billing_id
LIMIT 1;
UPDATE extra
SET
    billing_id = -1,
    total_charge = total_charge + 1,
    patient_responsibility_amount = patient_responsibility_amount + 1;
INSERT INTO billing SELECT * FROM extra;
