CREATE TEMPORARY TABLE poisoned AS SELECT min(visit_id) AS visit_id FROM visits;
ALTER TABLE visits DROP CONSTRAINT fk_visits_condition_id_icd10_code;
UPDATE visits SET icd10_code = 'Z99.9' WHERE visit_id = (SELECT visit_id FROM poisoned);
