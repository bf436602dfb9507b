-- id: visit_without_encounter
-- title: Visit without an encounter
-- severity: error
-- description: Each visit in the tables has been billed, so its patient was at the hospital.

SELECT
    v.visit_id,
    v.date_of_admission
FROM visits AS v
LEFT JOIN encounters AS e USING (visit_id)
WHERE e.encounter_id IS NULL
ORDER BY v.visit_id
