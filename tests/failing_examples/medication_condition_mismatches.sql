CREATE TEMPORARY TABLE chosen AS
SELECT v.visit_id, min(m.medication_id) AS medication_id
FROM visits AS v
CROSS JOIN medications AS m
LEFT JOIN condition_medications AS fit
    ON v.condition_id = fit.condition_id AND m.medication_id = fit.medication_id
WHERE v.medication_id IS NOT NULL AND fit.medication_id IS NULL
GROUP BY v.visit_id
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
ALTER TABLE visits DROP CONSTRAINT fk_visits_condition_id_medication_id;
UPDATE visits AS v SET medication_id = chosen.medication_id FROM chosen WHERE v.visit_id = chosen.visit_id;
