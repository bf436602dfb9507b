CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM billing;
ALTER TABLE billing DROP CONSTRAINT uq_billing_visit_id;
CREATE TEMPORARY TABLE extra AS SELECT b.* FROM billing AS b JOIN failing USING (visit_id);
UPDATE extra SET billing_id = -1;
INSERT INTO billing SELECT * FROM extra;
