CREATE TEMPORARY TABLE failing AS SELECT -1::bigint AS billing_id;
ALTER TABLE billing DROP CONSTRAINT fk_billing_visit_id;
ALTER TABLE billing DROP CONSTRAINT fk_billing_patient_id_visit_id;
CREATE TEMPORARY TABLE extra AS SELECT * FROM billing LIMIT 1;
UPDATE extra SET billing_id = -1, visit_id = -1;
INSERT INTO billing SELECT * FROM extra;
