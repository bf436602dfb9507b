-- one patient registers the day after the first visit, one leaves and one dies the day before the last discharge
-- three others do so on the day itself, which is allowed
CREATE TEMPORARY TABLE chosen AS
SELECT
    p.patient_id,
    min(v.date_of_admission) AS first_day,
    max(v.date_of_discharge) AS last_day,
    min(v.visit_id) AS first_visit,
    max(v.visit_id) AS last_visit,
    row_number() OVER (ORDER BY p.patient_id) AS place
FROM patients AS p
JOIN visits AS v USING (patient_id)
CROSS JOIN current_dataset AS d
GROUP BY p.patient_id, d.today, d.origin
HAVING p.registered_on < max(v.date_of_discharge) AND min(v.date_of_admission) < least(d.today, d.origin)
ORDER BY p.patient_id
LIMIT 6;
CREATE TEMPORARY TABLE failing AS
SELECT CASE place WHEN 1 THEN first_visit ELSE last_visit END AS visit_id FROM chosen WHERE place <= 3;
UPDATE patients AS p
SET
    registered_on = CASE chosen.place WHEN 1 THEN first_day + 1 WHEN 4 THEN first_day ELSE registered_on END,
    left_on = CASE chosen.place WHEN 2 THEN last_day - 1 WHEN 5 THEN last_day END,
    date_of_death = CASE chosen.place WHEN 3 THEN last_day - 1 WHEN 6 THEN last_day END
FROM chosen
WHERE p.patient_id = chosen.patient_id;
