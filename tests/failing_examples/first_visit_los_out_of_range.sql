-- the patient's first visit of all, admitted earlier: in the same year of life, and not before the start
CREATE TEMPORARY TABLE chosen AS
SELECT v.visit_id, v.date_of_discharge - c.los_max - 1 AS admission
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN conditions AS c USING (condition_id)
CROSS JOIN current_dataset AS d
WHERE
    v.visit_id % 100 = 1
    AND v.date_of_discharge - c.los_max - 1 >= d.start
    AND extract(YEAR FROM age(v.date_of_discharge - c.los_max - 1, p.date_of_birth)) = v.age
    AND v.date_of_discharge - c.los_max - 1 >= p.date_of_birth
    AND c.name NOT IN ('Flu', 'Pneumonia')
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v SET date_of_admission = chosen.admission FROM chosen WHERE v.visit_id = chosen.visit_id;
