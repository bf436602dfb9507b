CREATE TEMPORARY TABLE failing AS SELECT 1301 AS visit_id;
UPDATE encounters SET visit_id = NULL WHERE encounter_id = 130001;
