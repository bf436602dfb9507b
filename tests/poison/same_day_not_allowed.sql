-- implies: first_visit_los_out_of_range

CREATE TEMPORARY TABLE poisoned AS
SELECT v.visit_id
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN conditions AS c USING (condition_id)
WHERE
    NOT c.same_day_possible
    AND c.name <> 'Pneumonia'
    AND v.follow_up_of IS NULL
    AND extract(YEAR FROM age(v.date_of_discharge, p.date_of_birth)) = v.age
ORDER BY v.visit_id
LIMIT 1;
UPDATE visits
SET date_of_admission = date_of_discharge, severity = 'Normal'
WHERE visit_id = (SELECT visit_id FROM poisoned);
