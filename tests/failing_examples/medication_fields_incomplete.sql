CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits WHERE medication_id IS NOT NULL;
ALTER TABLE visits DROP CONSTRAINT ck_visits_drug_fields_together;
UPDATE visits SET dosage = NULL WHERE visit_id = (SELECT visit_id FROM failing);
